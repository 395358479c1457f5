using System.Diagnostics;
using Npgsql;

namespace Spendwall.Bot.Tests.Support.Engines;

/// <summary>
/// The machine's own PostgreSQL, started for this run of the tests as an unprivileged user, on a socket in a folder of its
/// own; or the server that <c>SPENDWALL_TEST_POSTGRES</c> names. It ends with the tests, however they end: a shell beside
/// it waits for the other end of its standard input.
/// </summary>
internal sealed class PostgresServer
{
    public const string Variable = "SPENDWALL_TEST_POSTGRES";

    private static readonly Lazy<PostgresServer> One = new(Start);

    private readonly Process? process;

    private PostgresServer(string connectionString, Process? process)
    {
        ConnectionString = connectionString;
        this.process = process;
    }

    /// <summary>Why no test can use a PostgreSQL here; null when they can.</summary>
    public static string? Missing { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || (Tool("initdb") is not null && Tool("postgres") is not null && Runner() is not null)
        ? null
        : $"no PostgreSQL: neither {Variable} nor initdb, postgres and an unprivileged user to run them";

    public static PostgresServer Instance => One.Value;

    /// <summary>To the maintenance database.</summary>
    public string ConnectionString { get; }

    public string To(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database, MaxPoolSize = 10 }.ToString();

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static PostgresServer Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new PostgresServer(named, null);
        }

        var start = new ProcessStartInfo(Runner()!.Value.Program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in Runner()!.Value.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // A socket only; what is lost in a crash of this server is nobody's loss. The folder is the user's own, who so can take it away again.
        string script = $"""
            cd /; folder=$(mktemp -d /tmp/spendwall-pg-XXXXXX)
            "{Tool("initdb")}" -D $folder/data -U spendwall -A trust -E UTF8 --locale=C --no-sync >$folder/initdb.log 2>&1
            "{Tool("postgres")}" -D $folder/data -k $folder -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 >$folder/postgres.log 2>&1 &
            echo $folder; read line; kill -INT $!; wait $!; rm -rf $folder
            """;
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        var process = Process.Start(start)!;
        string folder = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd());
        var server = new PostgresServer($"Host={folder};Username=spendwall;Database=postgres;Timeout=30;Pooling=true", process);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.StandardInput.Close();
            process.WaitForExit(10_000);
        };
        server.AwaitReady(folder);

        return server;
    }

    private void AwaitReady(string folder)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                connection.Open();

                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(60) && process is { HasExited: false })
            {
                Thread.Yield();
            }
            catch (NpgsqlException exception)
            {
                string log = Path.Combine(folder, "postgres.log");

                throw new InvalidOperationException($"PostgreSQL did not start: {(File.Exists(log) ? File.ReadAllText(log) : "no log")}", exception);
            }
        }
    }

    private static string? Tool(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static version => $"{version}/bin") : [])
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>PostgreSQL refuses to run as root, so root runs it as somebody else.</summary>
    private static (string Program, string[] Arguments)? Runner()
    {
        if (Environment.UserName != "root")
        {
            return ("/usr/bin/env", []);
        }

        string? user = File.ReadLines("/etc/passwd").Select(static line => line.Split(':')[0]).FirstOrDefault(static name => name == "postgres")
            ?? File.ReadLines("/etc/passwd").Select(static line => line.Split(':')[0]).FirstOrDefault(static name => name == "nobody");

        return user is not null && Tool("setpriv") is { } setpriv ? (setpriv, [$"--reuid={user}", "--clear-groups", $"--regid={GroupOf(user)}"]) : null;
    }

    private static string GroupOf(string user) => File.ReadLines("/etc/passwd").Select(static line => line.Split(':')).First(fields => fields[0] == user)[3];
}
