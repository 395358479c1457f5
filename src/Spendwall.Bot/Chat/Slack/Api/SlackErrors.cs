using System.Collections.Frozen;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>Slack's error codes by kind.</summary>
internal static class SlackErrors
{
    /// <summary>Nothing was sent: there was no connection to send it on.</summary>
    public const string NoConnection = "no_connection";

    /// <summary>It was sent, and no answer came in time or whole.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>What came is not Slack's JSON.</summary>
    public const string NoJson = "no_json";

    public const string RateLimited = "ratelimited";

    private static readonly FrozenDictionary<string, SlackFailure> Kinds = new (SlackFailure Failure, string[] Codes)[]
    {
        (SlackFailure.Token, ["invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "org_login_required", "team_access_not_granted", "not_allowed_token_type", "user_removed_from_team", "team_disabled", "invalid_app_token", "access_denied"]),
        (SlackFailure.Scope, ["missing_scope", "no_permission", "ekm_access_denied", "not_allowed"]),
        (SlackFailure.Channel, ["channel_not_found", "not_in_channel", "is_archived", "user_not_in_channel", "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel", "restricted_action_thread_locked", "method_not_supported_for_channel_type", "cannot_dm_bot", "messages_tab_disabled"]),
        (SlackFailure.Message, ["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "cannot_reply_to_message", "used_url", "expired_url", "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "not_found"]),
        (SlackFailure.RateLimited, [RateLimited, "rate_limited", "message_limit_exceeded"]),
        (SlackFailure.Transient, ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"]),
    }.SelectMany(static kind => kind.Codes.Select(code => KeyValuePair.Create(code, kind.Failure))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kind of a code; one that nobody knows is a refusal of what was sent, which asking again does not mend.</summary>
    public static SlackFailure Kind(string code) => Kinds.TryGetValue(code, out var failure) ? failure
        : code.StartsWith("restricted_action", StringComparison.Ordinal) ? SlackFailure.Channel
        : SlackFailure.Payload;

    /// <summary>Whether no call with this token will be answered until a person has done something.</summary>
    public static bool IsDead(string code) =>
        code is "invalid_auth" or "not_authed" or "account_inactive" or "token_revoked" or "token_expired" or "user_removed_from_team" or "team_disabled";

    /// <summary>Whether Slack may have done it although it said no: "some aspect of the operation" may have succeeded.</summary>
    public static bool IsUncertain(string code) => code is "internal_error" or "fatal_error" or "request_timeout";

    /// <summary>A code as Slack writes one; anything else is not repeated in messages and logs.</summary>
    public static string Clean(string? code) =>
        code is { Length: > 0 and <= 80 } && code.All(static letter => letter is '_' or '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')) ? code : "unknown_error";
}
