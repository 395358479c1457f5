using Spendwall.Bot.Host;
using Spendwall.Bot.Sandbox;

using var signals = new StopSignals();
var program = new SandboxProgram(SandboxBot.RunAsync, Console.Out, Console.Error, TimeProvider.System);

return await new SandboxCommand().RunAsync(args, program.RunAsync, Console.Out, Console.Error, signals.Token);
