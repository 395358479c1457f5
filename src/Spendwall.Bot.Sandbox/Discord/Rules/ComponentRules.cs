using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>Buttons, selects and Components V2 in messages. https://docs.discord.com/developers/components/reference</summary>
internal sealed class ComponentRules(FormFaults faults)
{
    private const int MostInV2 = 40;
    private const int MostRows = 5;
    private const int MostText = 4_000;
    private static readonly long[] TopLevel = [1, 9, 10, 12, 13, 14, 17];
    private static readonly long[] InContainer = [1, 9, 10, 12, 13, 14];

    private readonly HashSet<string> customIds = [];
    private int count;
    private int letters;

    public static void Check(JsonObject body, FormFaults faults, bool isV2)
    {
        var rules = new ComponentRules(faults);
        var parts = faults.List(body, "components", "", 0, isV2 ? MostInV2 : MostRows);
        for (int index = 0; index < parts.Count; index++)
        {
            rules.One(parts[index], $"components.{index}", isV2 ? TopLevel : [1]);
        }

        if (isV2 && rules.count > MostInV2)
        {
            faults.Add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", $"The total number of components cannot exceed {MostInV2}");
        }

        if (rules.letters > MostText)
        {
            faults.Add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", $"The displayable text size exceeds the maximum of {MostText}");
        }
    }

    private void One(JsonObject part, string path, long[] allowed)
    {
        count++;
        if (faults.Number(part, "type", path, 1, 23, isRequired: true) is not { } type)
        {
            return;
        }

        if (!allowed.Contains(type))
        {
            faults.NoChoice($"{path}.type", string.Join(", ", allowed));

            return;
        }

        switch (type)
        {
            case 1:
                Row(part, path);
                break;
            case 9:
                Children(part, path, 1, 3, [10]);
                if (part["accessory"] is JsonObject accessory)
                {
                    One(accessory, $"{path}.accessory", [2, 11]);
                }
                else
                {
                    faults.Missing($"{path}.accessory");
                }

                break;
            case 10:
                letters += faults.Text(part, "content", path, 1, MostText, isRequired: true)?.Length ?? 0;
                break;
            case 12:
                faults.List(part, "items", path, 1, 10);
                break;
            case 13 when !IsUpload(part["file"] as JsonObject):
                faults.Add($"{path}.file.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('attachment').");
                break;
            case 17:
                Children(part, path, 1, MostInV2, InContainer);
                break;
            case 2:
                Button(part, path);
                break;
        }
    }

    private void Row(JsonObject row, string path)
    {
        var parts = faults.List(row, "components", path, 1, 5);
        bool hasSelect = parts.Any(static part => (long?)(part["type"] as JsonValue) is 3 or 5 or 6 or 7 or 8);
        if (hasSelect && parts.Count > 1)
        {
            faults.Add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "Component layout width exceeded");
        }

        for (int index = 0; index < parts.Count; index++)
        {
            string at = $"{path}.components.{index}";
            count++;
            switch (faults.Number(parts[index], "type", at, 2, 8, isRequired: true))
            {
                case 2:
                    Button(parts[index], at);
                    break;
                case 3 or 5 or 6 or 7 or 8:
                    Select(parts[index], at);
                    break;
                case 4:
                    faults.NoChoice($"{at}.type", "2, 3, 5, 6, 7, 8");
                    break;
            }
        }
    }

    private void Children(JsonObject parent, string path, int least, int most, long[] allowed)
    {
        var parts = faults.List(parent, "components", path, least, most);
        for (int index = 0; index < parts.Count; index++)
        {
            One(parts[index], $"{path}.components.{index}", allowed);
        }
    }

    private void Button(JsonObject button, string path)
    {
        long? style = faults.Number(button, "style", path, 1, 6, isRequired: true);
        string? label = faults.Text(button, "label", path, 0, 80);
        if (string.IsNullOrEmpty(label) && button["emoji"] is null && style != 6)
        {
            faults.Add(path, "BUTTON_COMPONENT_LABEL_REQUIRED", "A button must have a label or an emoji");
        }

        if (style == 5)
        {
            if (faults.Text(button, "url", path, 1, 512, isRequired: true) is { } url && !url.StartsWith("http", StringComparison.Ordinal) && !url.StartsWith("discord:", StringComparison.Ordinal))
            {
                faults.Add($"{path}.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').");
            }

            if (button["custom_id"] is not null)
            {
                faults.Add($"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified");
            }

            return;
        }

        CustomId(button, path);
    }

    private void Select(JsonObject select, string path)
    {
        CustomId(select, path);
        faults.Text(select, "placeholder", path, 0, 150);
        faults.Number(select, "min_values", path, 0, 25);
        faults.Number(select, "max_values", path, 1, 25);
        if ((long?)(select["type"] as JsonValue) == 3)
        {
            Options(faults, select, path);
        }
    }

    private void CustomId(JsonObject part, string path)
    {
        if (faults.Text(part, "custom_id", path, 1, 100, isRequired: true) is { } id && !customIds.Add(id))
        {
            faults.Add($"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
        }
    }

    private static bool IsUpload(JsonObject? file) => file is not null && file["url"] is { } url && url.ToString().StartsWith("attachment://", StringComparison.Ordinal);

    /// <summary>The options of a string select.</summary>
    public static void Options(FormFaults faults, JsonObject select, string path)
    {
        var values = new HashSet<string>();
        var options = faults.List(select, "options", path, 1, 25);
        for (int index = 0; index < options.Count; index++)
        {
            string at = $"{path}.options.{index}";
            faults.Text(options[index], "label", at, 1, 100, isRequired: true);
            faults.Text(options[index], "description", at, 0, 100);
            if (faults.Text(options[index], "value", at, 1, 100, isRequired: true) is { } value && !values.Add(value))
            {
                faults.Add($"{at}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used");
            }
        }
    }
}
