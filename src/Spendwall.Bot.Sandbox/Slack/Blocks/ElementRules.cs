using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Blocks;

/// <summary>Buttons, selects, overflows and inputs.</summary>
internal static class ElementRules
{
    public static void Check(JsonElement element, string place, Faults faults)
    {
        string? type = Faults.TypeOf(element);
        if (type != "image")
        {
            faults.String(element, "action_id", place, 255);
        }

        faults.Text(element, "placeholder", place, 150, plainOnly: true, required: false);
        Confirm(element, place, faults);
        switch (type)
        {
            case "button":
                faults.Text(element, "text", place, 75, plainOnly: true);
                faults.String(element, "value", place, 2000);
                faults.String(element, "url", place, 3000);
                if (Faults.Has(element, "style", out var style) && (style.ValueKind != JsonValueKind.String || style.GetString() is not ("primary" or "danger")))
                {
                    faults.Add("must be primary or danger", $"{place}/style");
                }

                break;
            case "image":
                faults.String(element, "alt_text", place, 2000, required: true);
                faults.String(element, "image_url", place, 3000);
                break;
            case "static_select":
            case "multi_static_select":
                Choices(element, place, faults);
                break;
            case "overflow":
                Options(element, "options", place, 1, 5, faults);
                break;
            case "radio_buttons":
            case "checkboxes":
                Options(element, "options", place, 1, 10, faults);
                break;
            case "users_select" or "conversations_select" or "channels_select" or "external_select":
            case "plain_text_input" or "number_input" or "datepicker" or "timepicker" or "datetimepicker" or "email_text_input" or "url_text_input":
                break;
            case null:
                faults.Add("missing required field: type", place);
                break;
            default:
                faults.Add($"unsupported type: {type}", $"{place}/type");
                break;
        }
    }

    private static void Choices(JsonElement element, string place, Faults faults)
    {
        if (!Faults.Has(element, "option_groups", out _))
        {
            Options(element, "options", place, 1, 100, faults);
            return;
        }

        foreach (var (group, pointer) in faults.List(element, "option_groups", place, 1, 100))
        {
            faults.Text(group, "label", pointer, 75, plainOnly: true);
            Options(group, "options", pointer, 1, 100, faults);
        }
    }

    private static void Options(JsonElement element, string name, string place, int least, int most, Faults faults)
    {
        foreach (var (option, pointer) in faults.List(element, name, place, least, most))
        {
            faults.Text(option, "text", pointer, 75);
            faults.String(option, "value", pointer, 75, required: true);
            faults.Text(option, "description", pointer, 75, required: false);
        }
    }

    private static void Confirm(JsonElement element, string place, Faults faults)
    {
        if (!Faults.Has(element, "confirm", out var confirm))
        {
            return;
        }

        string pointer = $"{place}/confirm";
        faults.Text(confirm, "title", pointer, 100, plainOnly: true);
        faults.Text(confirm, "text", pointer, 300);
        faults.Text(confirm, "confirm", pointer, 30, plainOnly: true, required: false);
        faults.Text(confirm, "deny", pointer, 30, plainOnly: true, required: false);
    }
}
