using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <param name="ExpiresAt">Null: not told.</param>
internal sealed record SlackTokens(Secret Access, Secret Refresh, DateTimeOffset? ExpiresAt);

/// <summary>The newest tokens on disk, for this user's eyes only; replaced as a whole, so that a kill leaves the old or the new.</summary>
internal sealed partial class SlackTokenFile(string path)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>A refresh of another process takes seconds; what lasts longer is no lock that will end by itself.</summary>
    private static readonly TimeSpan LockedAtMost = TimeSpan.FromSeconds(30);

    public string Path { get; } = path;

    /// <param name="first">The refresh token of the settings: tokens that came from another one are of another installation.</param>
    /// <returns>Null: there are none yet.</returns>
    public SlackTokens? Read(Secret first)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), ContentJson.Default.Content) is { Access.Length: > 0, Refresh.Length: > 0 } kept && kept.From == Mark(first)
                ? new(new(kept.Access), new(kept.Refresh), kept.ExpiresAt)
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SlackException(SlackFailure.Token, "no_token_file", $"{Path} cannot be read ({exception.GetType().Name}); check its permissions.", exception);
        }
    }

    /// <exception cref="IOException">It could not be kept.</exception>
    public void Write(SlackTokens tokens, Secret first)
    {
        string draft = Path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, new Content(Mark(first), tokens.Access.Reveal(), tokens.Refresh.Reveal(), tokens.ExpiresAt), ContentJson.Default.Content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, Path, overwrite: true);
    }

    /// <summary>Keeps other processes of the bot from refreshing at the same time.</summary>
    /// <exception cref="SlackException">There is no place for the file, or it was not to be had for <see cref="LockedAtMost"/> of transport time.</exception>
    public async Task<IDisposable> LockAsync(TimeProvider transport, CancellationToken cancellationToken)
    {
        string name = Path + ".lock";
        long startedAt = transport.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                throw new SlackException(SlackFailure.Token, "no_token_file", $"{name} cannot be made ({exception.GetType().Name}): Slack:TokenStore names a file that the bot may write.", exception);
            }
            catch (IOException exception)
            {
                // Also a full or broken disk: .NET tells a lock from these by no type of its own.
                if (transport.GetElapsedTime(startedAt) >= LockedAtMost)
                {
                    throw new SlackException(
                        SlackFailure.Token, "token_file_locked",
                        $"{name} could not be had for {LockedAtMost.TotalSeconds:0} s: end the other process of the bot that holds it, or let Slack:TokenStore name a file on a disk that has room.", exception);
                }

                await Task.Delay(LookEvery, transport, cancellationToken);
            }
        }
    }

    /// <summary>Tells two refresh tokens apart without keeping one.</summary>
    private static string Mark(Secret first) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.Reveal())))[..16];

    internal sealed record Content(
        [property: JsonPropertyName("from")] string From,
        [property: JsonPropertyName("access_token")] string Access,
        [property: JsonPropertyName("refresh_token")] string Refresh,
        [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt);

    [JsonSerializable(typeof(Content))]
    private sealed partial class ContentJson : JsonSerializerContext;
}
