using Spendwall.Bot.Host;

return await SpendwallBot.MainAsync(args, BotProcess.Current());
