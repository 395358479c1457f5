using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Providers;

internal static class Fixture
{
    public static string Read(string name) => File.ReadAllText(Repository.Folder("tests", "Spendwall.Bot.Tests", "Fixtures", "Providers", name));
}
