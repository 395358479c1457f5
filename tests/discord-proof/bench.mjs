// The least bot that discord.js makes: one command, deferred and answered with a fixed text. The benchmark `discord`
// runs it beside Spendwall.Bot on the same stand-in. Says "ready" once it is connected; SIGTERM ends it.
import { Client, Events, GatewayIntentBits, MessageFlags, SlashCommandBuilder } from 'discord.js';

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: process.env.DISCORD_API_URL.replace(/\/v10\/$/, '') } });

client.on(Events.InteractionCreate, async interaction => {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  await interaction.editReply({ content: 'openrouter-main: $626.84 left, 3 d 6 h of runway' });
});

client.once(Events.ClientReady, async () => {
  await client.application.commands.set([new SlashCommandBuilder().setName('runway').setDescription('How long the credits last')], process.env.DISCORD_GUILD_ID);
  console.log('ready');
});

process.on('SIGTERM', async () => {
  await client.destroy();
  process.exit(0);
});

await client.login(process.env.DISCORD_TOKEN);
