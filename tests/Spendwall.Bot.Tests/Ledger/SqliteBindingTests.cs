using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Spendwall.Bot.Tests.Ledger;

public sealed class SqliteBindingTests
{
    private const int FirstMemberReference = 0x0A000001;

    [Theory]
    [InlineData("Microsoft.Data.Sqlite", new[] { "sqlite3_load_extension" })]
    [InlineData("Microsoft.EntityFrameworkCore.Sqlite", new string[0])]
    public async Task MembersThatTheProviderCalls_AreAllThereButExtensionLoading(string assembly, string[] expected)
    {
        // Opening a connection is what runs the binding under test.
        await VersionAsync();
        var module = Assembly.Load(assembly).ManifestModule;
        var missing = new List<string>();
        int seen = 0;
        for (int token = FirstMemberReference; ; token++)
        {
            try
            {
                module.ResolveMember(token);
                seen++;
            }
            catch (ArgumentOutOfRangeException)
            {
                break;
            }
            catch (MissingMemberException exception)
            {
                missing.Add(exception.Message);
            }
            catch (Exception exception) when (exception is ArgumentException or BadImageFormatException)
            {
                // A member of a generic type, which has no meaning outside one; none is SQLitePCLRaw's.
            }
        }

        Assert.True(seen > 50, $"only {seen} references were resolved");
        Assert.Equal(expected.Length, missing.Count);
        Assert.All(expected, name => Assert.Contains(missing, message => message.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SystemLibrary_WhereThereIsOne_IsTheOneInUse()
    {
        if (!NativeLibrary.TryLoad("libsqlite3.so.0", out nint library))
        {
            return;
        }

        string? installed = Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<Version>(NativeLibrary.GetExport(library, "sqlite3_libversion"))());

        Assert.Equal(installed, await VersionAsync());
    }

    private static async Task<string> VersionAsync()
    {
        await using var database = await Support.TestDatabase.CreateAsync();
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();

        return connection.ServerVersion;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Version();
}
