/**
 * Brings in the programs that tests need and npm does not carry, from Debian's own archive. A tool
 * that is there already, or that an environment variable names, is taken as it is.
 *
 * It installs only as root, or with a sudo that asks nothing; elsewhere it says what to install and
 * how, and fails: a test that is skipped for want of a program would be a test that cannot fail.
 * It knows nothing of what the tools are used for.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runChild } from './child-process.ts';
import { CommandError, command, launch } from './command.ts';

export interface DebianTool {
  readonly name: string;
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
  /** The environment variable by which a person names another one. */
  readonly variable: string;
  /** Where it may be: a path, or a name to look for on PATH. */
  readonly places: readonly string[];
}

/** One row for each tool; a later one is a row more. */
export const debianTools: readonly DebianTool[] = [
  {
    name: 'chromium',
    packages: ['chromium'],
    variable: 'HOLDFAST_CHROMIUM',
    places: ['/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome'],
  },
  { name: 'rumur', packages: ['rumur'], variable: 'HOLDFAST_RUMUR', places: ['rumur'] },
  { name: 'spin', packages: ['spin'], variable: 'HOLDFAST_SPIN', places: ['spin'] },
  {
    // Rumur and spin write C. The headers of the C library come with it, for no recommendation
    // is followed.
    name: 'cc',
    packages: ['gcc', 'libc6-dev'],
    variable: 'HOLDFAST_CC',
    places: ['cc', 'gcc'],
  },
  {
    name: 'redis-server',
    packages: ['redis-server'],
    variable: 'HOLDFAST_REDIS_SERVER',
    places: ['redis-server'],
  },
];

type Environment = Readonly<Record<string, string | undefined>>;

/** What the setup sees of the machine. Replaced in tests. */
export interface Machine {
  readonly env: Environment;
  readonly uid: number;
  readonly isExecutable: (path: string) => boolean;
  /** Runs to the end; the exit code. */
  readonly run: (program: string, args: readonly string[]) => Promise<number>;
}

type Say = (line: string) => void;

export const thisMachine: Machine = {
  env: process.env,
  uid: process.getuid?.() ?? -1,
  isExecutable(path) {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  },
  run: async (program, args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return (await runChild(program, args, { env, output: 'stderr' })).code;
  },
};

/** The path of a tool; null if it is not on this machine. Throws if its variable names nothing. */
export function findTool(tool: DebianTool, { env, isExecutable }: Machine): string | null {
  const named = env[tool.variable];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new CommandError(`${tool.variable} is '${named}', which is no program`);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const place of tool.places) {
    const paths = place.includes('/') ? [place] : folders.map((folder) => join(folder, place));
    const found = paths.find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

/** The path of one of the tools, for whoever drives it. */
export function needTool(name: string, machine: Machine = thisMachine): string {
  const tool = debianTools.find((row) => row.name === name);
  const path = tool === undefined ? null : findTool(tool, machine);
  if (path === null) throw new CommandError(`${name} is missing: run scripts/setup-debian.ts`);
  return path;
}

/** The path of chromium, for whoever drives it. */
export function findChromium(machine: Machine = thisMachine): string {
  return needTool('chromium', machine);
}

/** Finds or installs every tool; the paths by name. Throws what a person has to do. */
export async function setUp(
  tools: readonly DebianTool[],
  machine: Machine,
  say: Say,
): Promise<Readonly<Record<string, string>>> {
  const missing = tools.filter((tool) => findTool(tool, machine) === null);
  if (missing.length > 0) await install(missing, machine, say);
  const paths: Record<string, string> = {};
  for (const tool of tools) {
    const path = findTool(tool, machine);
    if (path === null) {
      throw new CommandError(`${tool.name} was installed, but is in none of its places`);
    }
    paths[tool.name] = path;
    say(`${tool.name}: ${path}`);
  }
  return paths;
}

async function install(tools: readonly DebianTool[], machine: Machine, say: Say): Promise<void> {
  const packages = [...new Set(tools.flatMap((tool) => tool.packages))];
  const prefix = await privilege(machine);
  if (prefix === null) throw new CommandError(advice(tools, packages));
  say(`installing ${packages.join(', ')} from Debian`);
  const update = ['apt-get', 'update', '-q'];
  const add = ['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...packages];
  for (const step of [update, add]) {
    const [program = '', ...args] = [...prefix, ...step];
    const code = await machine.run(program, args);
    if (code !== 0) {
      throw new CommandError(
        `\`${step.join(' ')}\` ended with ${code}. ${advice(tools, packages)}`,
      );
    }
  }
}

/** What to put before `apt-get`; null where we may not, or where there is none. */
async function privilege(machine: Machine): Promise<readonly string[] | null> {
  const onPath = (name: string) =>
    findTool({ name, packages: [], variable: '', places: [name] }, machine) !== null;
  if (!onPath('apt-get')) return null;
  if (machine.uid === 0) return [];
  if (!onPath('sudo') || (await machine.run('sudo', ['-n', 'true'])) !== 0) return null;
  return ['sudo', '-n'];
}

function advice(tools: readonly DebianTool[], packages: readonly string[]): string {
  return [
    `missing: ${tools.map(({ name }) => name).join(', ')}. Install it and run this again:`,
    `  Debian or Ubuntu, as root:  apt-get install --no-install-recommends ${packages.join(' ')}`,
    ...tools.map(({ name, variable }) => `  elsewhere:  ${variable}=<path of ${name}>`),
  ].join('\n');
}

const spec = command({
  name: 'setup-debian',
  purpose: 'Finds the programs that tests need, and installs the missing ones from Debian.',
  notes: debianTools.map(({ name, variable }) => `${variable} names another ${name}.`),
  options: {},
  async run({ say, progress }) {
    progress('looking for tools');
    return { ok: true, data: { tools: await setUp(debianTools, thisMachine, say) } };
  },
});

await launch(import.meta.url, spec);
