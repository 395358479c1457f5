namespace Spendwall.Bot.Chat.Charts;

/// <summary>A series as an image, where this machine can draw one.</summary>
internal interface IChartRenderer
{
    /// <returns>A PNG; null: nothing can be drawn, or there is too little to draw.</returns>
    byte[]? Render(ChatBlock.Spark spark);
}
