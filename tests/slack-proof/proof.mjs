// Runs Slack's own client library against the Sandbox's stand-in of a Slack workspace: what @slack/bolt accepts here
// it accepts from Slack. Every step is checked on both sides, in the app and in the workspace. Exit code 0 or 1.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import bolt from '@slack/bolt';

const { App, LogLevel } = bolt;
const WAIT_MS = 10_000;

/** The line of JSON that `--serve` prints: from the environment, or from a Sandbox started here. */
async function workspace() {
  if (process.env.SANDBOX_SERVE_LINE) {
    return { line: JSON.parse(process.env.SANDBOX_SERVE_LINE), stop: () => {} };
  }

  const project = fileURLToPath(new URL('../../src/Spendwall.Bot.Sandbox', import.meta.url));
  const child = spawn('dotnet', ['run', '--project', project, '--', '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of createInterface({ input: child.stdout })) {
    if (text.startsWith('{')) {
      return { line: JSON.parse(text), stop: () => child.kill('SIGTERM') };
    }
  }

  throw new Error('the Sandbox ended before it served');
}

/** A condition that comes true within the wait. */
async function until(what, ask) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = await ask();
    if (found) {
      return found;
    }

    if (Date.now() > end) {
      throw new Error(`not seen in time: ${what}`);
    }

    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function controlOf(address) {
  const call = async (method, path, body) => {
    const response = await fetch(`${address}/__control/${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    const answer = await response.json();
    assert.equal(response.status, 200, `${path}: ${JSON.stringify(answer)}`);

    return answer;
  };

  return { get: path => call('GET', path), post: (path, body) => call('POST', path, body) };
}

/** The bot of the proof: a command, a button, a window and a mention. */
function appOf(line, seen) {
  const app = new App({
    token: line.keys.slack_bot_token,
    appToken: line.keys.slack_app_token,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: line.slack_url },
  });

  app.command('/spendwall', async ({ command, ack, respond }) => {
    seen.command = command;
    await ack();
    await respond({
      text: `runway for ${command.text}`,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `runway for ${command.text}` } },
        { type: 'actions', block_id: 'share', elements: [{ type: 'button', action_id: 'share', text: { type: 'plain_text', text: 'Share in channel' }, value: 'v1' }] },
      ],
    });
  });

  app.action('share', async ({ ack, body, respond, client }) => {
    await ack();
    seen.share = body;
    const posted = await client.chat.postMessage({
      channel: body.channel.id,
      text: 'OpenRouter: 78 hours left',
      metadata: { event_type: 'incident', event_payload: { id: 7 } },
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: '*OpenRouter*: 78 hours left' } },
        { type: 'actions', block_id: 'act', elements: [{ type: 'button', action_id: 'snooze', text: { type: 'plain_text', text: 'Snooze' }, value: '7:1' }] },
      ],
    });
    seen.ts = posted.ts;
    await respond({ text: 'shared', replace_original: true });
  });

  app.action('snooze', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'snooze',
        private_metadata: JSON.stringify({ channel: body.channel.id, ts: body.message.ts }),
        title: { type: 'plain_text', text: 'Snooze' },
        submit: { type: 'plain_text', text: 'Snooze' },
        blocks: [{ type: 'input', block_id: 'until', label: { type: 'plain_text', text: 'Until' }, element: { type: 'plain_text_input', action_id: 'value' } }],
      },
    });
  });

  app.view('snooze', async ({ ack, view, client, body }) => {
    const text = view.state.values.until.value.value;
    if (text === 'never') {
      await ack({ response_action: 'errors', errors: { until: 'That is no time.' } });
      return;
    }

    await ack();
    const at = JSON.parse(view.private_metadata);
    await client.chat.postMessage({ channel: at.channel, thread_ts: at.ts, text: `<@${body.user.id}> snoozed until ${text}` });
    await client.chat.update({ channel: at.channel, ts: at.ts, text: 'OpenRouter: snoozed' });
  });

  app.event('app_mention', async ({ event, client }) => {
    seen.mention = event;
    await client.chat.postMessage({ channel: event.channel, thread_ts: event.thread_ts, text: 'because of batch-7' });
  });

  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Spend' } }] } });
  });

  return app;
}

const steps = line => {
  const address = new URL(line.slack_url).origin;
  const control = controlOf(address);
  const seen = {};
  const app = appOf(line, seen);
  const acknowledged = reply => assert.equal(reply.outcome, 'acknowledged', JSON.stringify(reply));
  const root = async () => (await control.get('messages?channel=ai-spend')).find(message => message.ts === seen.ts);

  return {
    app,
    all: [
      ['bolt connects by Socket Mode', async () => {
        await app.start();
        await until('one socket', async () => (await control.get('sockets')).length === 1);
      }],
      ['command → ack → respond', async () => {
        acknowledged(await control.post('command', { line: '/spendwall runway owner:@alex' }));
        const answer = await until('the answer', async () => (await control.get('ephemerals')).find(message => message.text.startsWith('runway for')));
        assert.equal(seen.command.text, 'runway owner:<@U0ALEX|alex>');
        assert.equal(answer.only_for, 'U0DANA');
      }],
      ['button of an ephemeral → post with metadata, original replaced', async () => {
        acknowledged(await control.post('click', { control: 'Share in channel' }));
        const posted = await until('the post', root);
        assert.deepEqual(posted.metadata, { event_type: 'incident', event_payload: { id: 7 } });
        assert.equal(seen.share.message, undefined);
        await until('the replaced original', async () => (await control.get('ephemerals')).some(message => message.text === 'shared'));
      }],
      ['button → modal', async () => {
        acknowledged(await control.post('click', { control: 'snooze' }));
        await until('the window', async () => (await control.get('views')).length === 1);
      }],
      ['modal refused → errors shown', async () => {
        acknowledged(await control.post('submit', { values: { Until: 'never' } }));
        assert.deepEqual((await control.get('views'))[0].errors, { until: 'That is no time.' });
      }],
      ['modal sent → thread reply and edited root', async () => {
        acknowledged(await control.post('submit', { values: { Until: 'tomorrow' } }));
        assert.equal((await control.get('views')).length, 0);
        const message = await until('the edit', async () => (await root()).edits === 1 && root());
        assert.deepEqual(message.replies.map(reply => reply.text), ['<@U0DANA> snoozed until tomorrow']);
        assert.equal(message.blocks, undefined);
      }],
      ['mention in the thread → reply in the thread', async () => {
        acknowledged(await control.post('say', { text: '@spendwall why', thread_ts: seen.ts }));
        const message = await until('the reply', async () => (await root()).replies.length === 3 && root());
        assert.equal(seen.mention.text, '<@U0SPENDWALL> why');
        assert.equal(message.replies[2].text, 'because of batch-7');
      }],
      ['Home opened → published', async () => {
        acknowledged(await control.post('home', {}));
        await until('the Home', async () => (await control.get('homes')).length === 1);
      }],
      ['errors, limits and pages as the client reads them', async () => {
        await assert.rejects(app.client.chat.postMessage({ channel: 'nowhere', text: 'x' }), error => error.data.error === 'channel_not_found');
        await assert.rejects(
          app.client.chat.postMessage({ channel: 'C0AISPEND', text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }] }),
          error => error.data.error === 'invalid_blocks' && error.data.response_metadata.messages[0] === '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]');
        const names = [];
        for await (const page of app.client.paginate('conversations.list', { types: 'public_channel,private_channel', limit: 2 })) {
          names.push(...page.channels.map(channel => channel.name));
        }

        assert.deepEqual(names.sort(), ['ai-spend', 'finance', 'general', 'old-news', 'search']);
        const history = await app.client.conversations.history({ channel: 'C0AISPEND', include_all_metadata: true });
        assert.ok(history.messages.some(message => message.metadata?.event_payload.id === 7));
      }],
      ['a file in three steps', async () => {
        const done = await app.client.filesUploadV2({ channel_id: 'C0AISPEND', filename: 'spend.csv', content: 'day,usd\n', title: 'Spend' });
        assert.equal(done.ok, true);
        await until('the file', async () => (await control.get('messages?channel=ai-spend')).some(message => message.files?.length === 1));
      }],
      ['refresh_requested → bolt comes back and answers', async () => {
        await control.post('socket', { reason: 'refresh_requested', close: true });
        await until('a new socket', async () => (await control.get('sockets')).some(socket => socket.id === 2));
        acknowledged(await control.post('command', { line: '/spendwall again' }));
      }],
    ],
  };
};

const { line, stop } = await workspace();
const { app, all } = steps(line);
let code = 0;
try {
  for (const [name, run] of all) {
    await run();
    console.log(`ok    ${name}`);
  }

  console.log(`${all.length} steps passed`);
} catch (error) {
  console.error(`FAILED ${error.stack}`);
  code = 1;
} finally {
  await app.stop().catch(() => {});
  stop();
}

process.exit(code);
