using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>A window with inputs: labels, or the older rows of one text input each. https://docs.discord.com/developers/components/reference#label</summary>
internal static class ModalRules
{
    public static void Check(JsonObject modal, FormFaults faults)
    {
        faults.Text(modal, "title", "data", 1, 45, isRequired: true);
        faults.Text(modal, "custom_id", "data", 1, 100, isRequired: true);
        var parts = faults.List(modal, "components", "data", 1, 5);
        for (int index = 0; index < parts.Count; index++)
        {
            string at = $"data.components.{index}";
            switch (faults.Number(parts[index], "type", at, 1, 23, isRequired: true))
            {
                case 1:
                    var row = faults.List(parts[index], "components", at, 1, 1);
                    if (row.Count == 1)
                    {
                        Input(row[0], $"{at}.components.0", faults, hasLabel: true);
                    }

                    break;
                case 10:
                    faults.Text(parts[index], "content", at, 1, 4_000, isRequired: true);
                    break;
                case 18:
                    faults.Text(parts[index], "label", at, 1, 45, isRequired: true);
                    faults.Text(parts[index], "description", at, 0, 100);
                    if (parts[index]["component"] is JsonObject input)
                    {
                        Input(input, $"{at}.component", faults, hasLabel: false);
                    }
                    else
                    {
                        faults.Missing($"{at}.component");
                    }

                    break;
                default:
                    faults.NoChoice($"{at}.type", "1, 10, 18");
                    break;
            }
        }
    }

    private static void Input(JsonObject input, string path, FormFaults faults, bool hasLabel)
    {
        faults.Text(input, "custom_id", path, 1, 100, isRequired: true);
        switch (faults.Number(input, "type", path, 3, 23, isRequired: true))
        {
            case 4:
                faults.Number(input, "style", path, 1, 2, isRequired: true);
                faults.Text(input, "placeholder", path, 0, 100);
                faults.Text(input, "value", path, 0, 4_000);
                faults.Number(input, "min_length", path, 0, 4_000);
                faults.Number(input, "max_length", path, 1, 4_000);
                if (hasLabel)
                {
                    faults.Text(input, "label", path, 1, 45, isRequired: true);
                }

                break;
            case 3 when !hasLabel:
                ComponentRules.Options(faults, input, path);
                break;
            case >= 5 and <= 8 when !hasLabel:
                break;
            default:
                faults.NoChoice($"{path}.type", hasLabel ? "4" : "3, 4, 5, 6, 7, 8");
                break;
        }
    }
}
