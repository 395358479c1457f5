// The least bot that @slack/bolt makes: one command, acknowledged and answered with a fixed text. The benchmark `slack`
// runs it beside Spendwall.Bot on the same stand-in. Says "ready" once it is connected; SIGTERM ends it.
import bolt from '@slack/bolt';

const { App, LogLevel } = bolt;
const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

app.command('/spendwall', async ({ ack, respond }) => {
  await ack();
  await respond({ text: 'openrouter-main: $626.84 left, 3 d 6 h of runway' });
});

process.on('SIGTERM', async () => {
  await app.stop();
  process.exit(0);
});

await app.start();
console.log('ready');
