/**
 * The setup on machines that we do not have: with and without the tool, root, sudo and apt-get; and
 * once as a process whose PATH holds nothing, as CI would run it.
 */
import { describe, expect, test } from 'vitest';
import { ownScript, runChild } from './child-process.ts';
import { CommandError } from './command.ts';
import {
  type DebianTool,
  debianTools,
  findTool,
  type Machine,
  needTool,
  setUp,
} from './setup-debian.ts';

const chromium: DebianTool = {
  name: 'chromium',
  packages: ['chromium'],
  variable: 'HOLDFAST_CHROMIUM',
  places: ['/usr/bin/chromium', 'chromium-browser'],
};

interface Fake {
  readonly files: readonly string[];
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The exit code of a command line; 0 if it is not named. */
  readonly codes?: Readonly<Record<string, number>>;
}

function machine({ files, uid = 1000, env = {}, codes = {} }: Fake) {
  const present = new Set(files);
  const ran: string[] = [];
  const fake: Machine = {
    env: { PATH: '/bin:/opt/bin', ...env },
    uid,
    isExecutable: (path) => present.has(path),
    run: (program, args) => {
      const line = [program, ...args].join(' ');
      ran.push(line);
      const code = codes[line] ?? 0;
      if (code === 0 && line.endsWith(' chromium')) present.add('/usr/bin/chromium');
      return Promise.resolve(code);
    },
  };
  return { fake, ran };
}

async function setUpOn(given: Fake) {
  const { fake, ran } = machine(given);
  const result = await setUp([chromium], fake, () => undefined).catch((error: unknown) => error);
  return { ran, result: result instanceof CommandError ? result.message : result };
}

describe('a tool', () => {
  test('is found at its path, or by a name on PATH, and its variable goes first', () => {
    const files = ['/usr/bin/chromium', '/mine/chrome'];
    const env = { HOLDFAST_CHROMIUM: '/mine/chrome' };
    expect(findTool(chromium, machine({ files }).fake)).toBe('/usr/bin/chromium');
    expect(findTool(chromium, machine({ files, env }).fake)).toBe('/mine/chrome');
    const onPath = machine({ files: ['/opt/bin/chromium-browser'] }).fake;
    expect(findTool(chromium, onPath)).toBe('/opt/bin/chromium-browser');
    expect(findTool(chromium, machine({ files: [] }).fake)).toBeNull();
  });

  test('that is needed and missing is an error that says what to run', () => {
    expect(() => needTool('spin', machine({ files: [] }).fake)).toThrow(
      'spin is missing: run scripts/setup-debian.ts',
    );
    expect(needTool('cc', machine({ files: ['/opt/bin/gcc'] }).fake)).toBe('/opt/bin/gcc');
  });

  test('that is in the table has a name, packages, a variable and places of its own', () => {
    const names = debianTools.map(({ name }) => name);
    expect(names).toEqual(['chromium', 'rumur', 'spin', 'cc', 'redis-server']);
    const variables = debianTools.map(({ variable }) => variable);
    expect(new Set(variables).size).toBe(names.length);
  });

  test('that its variable names wrongly is an error, and not another tool', () => {
    const given = { files: ['/usr/bin/chromium'], env: { HOLDFAST_CHROMIUM: '/gone' } };
    expect(() => findTool(chromium, machine(given).fake)).toThrow("HOLDFAST_CHROMIUM is '/gone'");
  });
});

describe('the setup', () => {
  const update = 'apt-get update -q';
  const install = 'apt-get install -q -y --no-install-recommends chromium';

  test('installs nothing where all is there', async () => {
    const { ran, result } = await setUpOn({ files: ['/usr/bin/chromium'], uid: 0 });
    expect({ ran, result }).toEqual({ ran: [], result: { chromium: '/usr/bin/chromium' } });
  });

  test('installs as root', async () => {
    const { ran, result } = await setUpOn({ files: ['/bin/apt-get'], uid: 0 });
    expect({ ran, result }).toEqual({
      ran: [update, install],
      result: { chromium: '/usr/bin/chromium' },
    });
  });

  test('installs by a sudo that asks nothing', async () => {
    const { ran } = await setUpOn({ files: ['/bin/apt-get', '/bin/sudo'] });
    expect(ran).toEqual(['sudo -n true', `sudo -n ${update}`, `sudo -n ${install}`]);
  });

  test.each<readonly [string, Fake]>([
    ['without root and sudo', { files: ['/bin/apt-get'] }],
    ['without apt-get', { files: ['/bin/sudo'], uid: 0 }],
    [
      'with a sudo that asks',
      { files: ['/bin/apt-get', '/bin/sudo'], codes: { 'sudo -n true': 1 } },
    ],
    ['when Debian refuses', { files: ['/bin/apt-get'], uid: 0, codes: { [install]: 100 } }],
  ])('says %s what to install and how', async (_, given) => {
    const { result } = await setUpOn(given);
    expect(result).toContain('missing: chromium');
    expect(result).toContain('apt-get install --no-install-recommends chromium');
    expect(result).toContain('HOLDFAST_CHROMIUM=<path of chromium>');
  });

  test('fails as a process where a tool is named that is not there', async () => {
    const [program, args] = ownScript('scripts/setup-debian.ts', ['--json']);
    const env = { PATH: '', HOLDFAST_CHROMIUM: '/nowhere/chromium' };
    const { code, output } = await runChild(program, args, { env });
    expect(code).toBe(1);
    expect(output).toContain("setup-debian: HOLDFAST_CHROMIUM is '/nowhere/chromium'");
    expect(output).toMatch(/^\{"ok":false,.*no program"\}$/m);
  });
});
