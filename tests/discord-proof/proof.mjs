// Runs discord.js against the Sandbox's stand-in of a Discord guild: what discord.js accepts here it accepts from
// Discord. Every step is checked on both sides, in the app and in the guild. Exit code 0 or 1.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  ActionRowBuilder, AttachmentBuilder, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events, GatewayIntentBits, LabelBuilder, MessageFlags, ModalBuilder,
  RESTEvents, SlashCommandBuilder, TextInputBuilder, TextInputStyle, ThreadAutoArchiveDuration,
} from 'discord.js';

const WAIT_MS = 10_000;

/** The line of JSON that `--serve` prints: from the environment, or from a Sandbox started here. */
async function world() {
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

const commands = [
  new SlashCommandBuilder().setName('runway').setDescription('How long the credits last')
    .addStringOption(option => option.setName('account').setDescription('Which account').setAutocomplete(true)),
  new SlashCommandBuilder().setName('owner').setDescription('Who answers for what')
    .addSubcommand(sub => sub.setName('set').setDescription('Set it')
      .addStringOption(option => option.setName('scope').setDescription('What').setRequired(true))
      .addUserOption(option => option.setName('who').setDescription('Who').setRequired(true))),
  new SlashCommandBuilder().setName('snooze').setDescription('Later'),
];

/** The bot of the proof: a deferred command, a subcommand, a window, a button and suggestions. */
function appOf(line, seen) {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: line.discord_url.replace(/\/v10\/$/, '') } });
  client.on(Events.Error, error => seen.errors.push(error));
  client.on(Events.ShardResume, (_, replayed) => { seen.resumed = replayed; });
  client.rest.on(RESTEvents.RateLimited, info => seen.limits.push(info));

  client.on(Events.InteractionCreate, async interaction => {
    try {
      await handle(interaction);
    } catch (error) {
      seen.errors.push(error);
    }
  });

  async function handle(interaction) {
    if (interaction.isAutocomplete()) {
      seen.focused = interaction.options.getFocused(true);
      await interaction.respond([{ name: 'openrouter-main', value: 'openrouter-main' }]);
    } else if (interaction.isButton()) {
      seen.button = interaction;
      await interaction.update({ content: `acknowledged by <@${interaction.user.id}>`, components: [], allowedMentions: { parse: [] } });
      const thread = await interaction.message.startThread({ name: 'Incident 7', autoArchiveDuration: ThreadAutoArchiveDuration.OneDay });
      await thread.send({ content: 'Dana took it', files: [new AttachmentBuilder(Buffer.from('day,usd\n'), { name: 'spend.csv', description: 'Spend by day' })] });
    } else if (interaction.isModalSubmit()) {
      seen.modal = interaction.fields.getTextInputValue('until');
      await interaction.reply({ content: `snoozed until ${seen.modal}`, flags: MessageFlags.Ephemeral });
    } else if (interaction.commandName === 'snooze') {
      await interaction.showModal(new ModalBuilder().setCustomId('snooze').setTitle('Snooze')
        .addLabelComponents(new LabelBuilder().setLabel('Until').setTextInputComponent(new TextInputBuilder().setCustomId('until').setStyle(TextInputStyle.Short))));
    } else if (interaction.commandName === 'owner') {
      seen.owner = { scope: interaction.options.getString('scope'), who: interaction.options.getUser('who') };
      await interaction.reply({ content: `${seen.owner.who} owns ${seen.owner.scope}`, allowedMentions: { users: [] } });
    } else {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply({ content: '78 h', embeds: [new EmbedBuilder().setTitle('OpenRouter').setDescription('78 hours left')] });
      await interaction.followUp({ content: 'more', flags: MessageFlags.Ephemeral });
    }
  }

  return client;
}

const steps = line => {
  const control = controlOf(new URL(line.discord_url).origin);
  const seen = { errors: [], limits: [] };
  const client = appOf(line, seen);
  const answered = (reply, type) => {
    assert.deepEqual(seen.errors, []);
    assert.deepEqual([reply.outcome, reply.type], ['answered', type], JSON.stringify(reply));
  };
  const channel = async () => client.channels.fetch((await control.get('channels')).find(one => one.name === 'ai-spend').id);
  const root = async () => (await control.get('messages?channel=ai-spend')).find(message => message.id === seen.root?.id);

  return {
    client,
    all: [
      ['login → READY and the guild', async () => {
        const ready = new Promise(resolve => client.once(Events.ClientReady, resolve));
        await client.login(line.keys.discord_token);
        await ready;
        assert.equal(client.user.id, line.keys.discord_application_id);
        assert.deepEqual([...client.guilds.cache.keys()], [line.keys.discord_guild_id]);
        assert.ok(client.guilds.cache.first().channels.cache.some(one => one.name === 'ai-spend'));
      }],
      ['commands registered as a whole', async () => {
        const set = await client.application.commands.set(commands, line.keys.discord_guild_id);
        assert.equal(set.size, 3);
        assert.equal((await client.application.commands.fetch({ guildId: line.keys.discord_guild_id })).size, 3);
      }],
      ['command → defer → edit → followup', async () => {
        answered(await control.post('command', { text: '/runway openrouter-main' }), 5);
        const both = await until('the answers', async () => { const all = await control.get('ephemerals'); return all.length === 2 && all; });
        assert.deepEqual(both.map(message => message.content), ['78 h', 'more']);
        assert.equal(both[0].embeds[0].title, 'OpenRouter');
      }],
      ['subcommand with a user → reply that pings nobody', async () => {
        answered(await control.post('command', { text: '/owner set key:batch-7 @alex' }), 4);
        assert.deepEqual([seen.owner.scope, seen.owner.who.username], ['key:batch-7', 'alex']);
        const reply = (await control.get('messages?channel=ai-spend')).at(-1);
        assert.deepEqual(reply.pinged.users, []);
      }],
      ['message with buttons and a nonce, sent once', async () => {
        const body = {
          content: `<@${(await client.guilds.cache.first().members.search({ query: 'dana' })).first().id}> 78 hours left`,
          nonce: 'incident-7', enforceNonce: true,
          components: [new ActionRowBuilder().addComponents(
            new ButtonBuilder().setCustomId('ack:7').setLabel('Acknowledge').setStyle(ButtonStyle.Primary),
            new ButtonBuilder().setLabel('Console').setURL('https://example.com').setStyle(ButtonStyle.Link))],
        };
        seen.root = await (await channel()).send(body);
        assert.equal((await (await channel()).send(body)).id, seen.root.id);
        assert.equal((await root()).pinged.users.length, 1);
      }],
      ['button → update, thread and attachment', async () => {
        answered(await control.post('press', { control: 'Acknowledge' }), 7);
        const message = await until('the thread', async () => { const one = await root(); return one.replies?.length === 1 && one; });
        assert.equal(seen.button.message.id, seen.root.id);
        assert.match(message.content, /^acknowledged by/);
        assert.equal(message.thread.name, 'Incident 7');
        assert.equal(message.replies[0].attachments[0].filename, 'spend.csv');
        await until('the thread in the app', async () => client.channels.cache.get(seen.root.id)?.isThread());
      }],
      ['autocomplete', async () => {
        const reply = await control.post('autocomplete', { text: '/runway open', option: 'account' });
        answered(reply, 8);
        assert.deepEqual([seen.focused.value, reply.data.choices[0].value], ['open', 'openrouter-main']);
      }],
      ['command → modal → answer', async () => {
        answered(await control.post('command', { text: '/snooze' }), 9);
        answered(await control.post('submit', { values: { Until: 'tomorrow' } }), 4);
        assert.equal(seen.modal, 'tomorrow');
      }],
      ['errors as the client reads them', async () => {
        const places = await client.rest.post('/channels/1300000000000000103/messages', { body: { content: 'x' } }).catch(error => error);
        assert.deepEqual([places.code, places.status], [50001, 403]);
        await assert.rejects((await channel()).send({ content: 'x'.repeat(2001) }), error => error.code === 50035 && /BASE_TYPE_MAX_LENGTH/.test(error.message));
        await assert.rejects(seen.root.startThread({ name: 'again' }), error => error.code === 160004 || error.code === 'MessageExistingThread');
      }],
      ['429 → waited out by the client', async () => {
        await control.post('limit', { path: '/api/v10/channels/', scope: 'user', retry_after_s: 0.4, times: 1 });
        const begun = Date.now();
        await (await channel()).send('after the wait');
        assert.ok(Date.now() - begun >= 400);
        const before = seen.limits.length;
        for (let number = 0; number < 7; number++) {
          await (await channel()).send(`burst ${number}`);
        }

        assert.ok(seen.limits.length > before, 'the bucket of five was respected before a 429');
        assert.deepEqual((await control.get('calls')).filter(call => call.status === 429).map(call => call.pattern), []);
      }],
      ['dropped socket → resume with what was missed', async () => {
        const [connection] = await control.get('connections');
        await control.post('gateway', { do: 'drop' });
        await control.post('permissions', { channel: 'ai-spend', who: 'sam', deny: 2048 });
        await until('the resume', () => seen.resumed !== undefined);
        const [again] = await control.get('connections');
        assert.equal(again.session, connection.session);
        assert.equal(again.is_resume_url, true);
        answered(await control.post('command', { text: '/owner set x @sam' }), 4);
      }],
      ['op 7 and an invalid session → back again', async () => {
        const [connection] = await control.get('connections');
        await control.post('gateway', { do: 'reconnect' });
        await until('another connection', async () => (await control.get('connections')).some(one => one.id !== connection.id && one.session));
        await control.post('gateway', { do: 'invalidate', resumable: false });
        await until('another session', async () => (await control.get('connections')).some(one => one.session && one.session !== connection.session));
        answered(await control.post('command', { text: '/owner set y @sam' }), 4);
      }],
    ],
  };
};

const { line, stop } = await world();
const { client, all } = steps(line);
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
  await client.destroy().catch(() => {});
  stop();
}

process.exit(code);
