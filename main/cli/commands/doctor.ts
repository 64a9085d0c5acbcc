import type { CommandDef } from '../command.ts';
import { deviceTitle } from '../device.ts';
import { examine } from '../doctor-report.ts';
import type { DoctorReport } from '../doctor-report.ts';
import { table } from '../output.ts';
import { bytesWords } from '../../runs/index.ts';

/** `doctor`: what runs, from where, and what is missing. */
export const doctor: CommandDef = {
  summary: 'tell what runs and from where, and what is missing',
  define(command, { host, env, output }) {
    command.action(async () => {
      const report = await examine(host, env);
      output.result(report, () => words(report));
      if (report.engine === null) process.exitCode = 1;
    });
  },
};

function words(report: DoctorReport): string {
  const { engine, gpu, folders, dataCache } = report;
  const { sets, problems } = report.registered;
  const part = (name: 'tensorflow' | 'binding' | 'electron'): string => {
    const found = report[name];
    return found === null ? 'not installed' : `${found.version} (${found.source}), in ${found.path}`;
  };
  const rows = [
    ['Dartboard', `${report.version} on Node.js ${report.node}, ${report.platform}`],
    [
      'Computes on',
      engine === null ? 'nothing: TensorFlow does not load' : `${deviceTitle(engine)} (${engine.deviceName})`,
    ],
    ['GPU', `${gpu.used ? 'used' : 'not used'}: ${gpu.reason}`],
    ['TensorFlow', part('tensorflow')],
    ['Binding', part('binding')],
    ['Electron', part('electron')],
    ['Images', imageWords(report.images)],
    ['Cache', folders.cache],
    ['Runs', folders.runs],
    [
      'Data sets',
      `${report.datasets.join(', ')}; registered: ${sets.length === 0 ? 'none' : sets.join(', ')}`,
    ],
    ['Data folder', folders.data],
    ['Decoded data', `${dataCache.sets} sets, ${bytesWords(dataCache.bytes)}`],
    ...problems.map((problem) => ['Problem', problem]),
    ['Resources', folders.resources],
  ];
  const missing = report.missing.map(({ what, remedy }) => `Missing: ${what}\n         ${remedy}`);
  return [table(rows), ...(missing.length === 0 ? ['Nothing is missing.'] : missing)].join('\n');
}

function imageWords({ jpeg, resize, missing }: DoctorReport['images']): string {
  const decoding = jpeg === 'sharp' ? 'decoded by sharp' : `JPEG decoded by ${jpeg}, other formats by sharp`;
  const slow = 'all works, but images in files are fed at half the speed or less';
  const remedy = 'Install libjpeg-turbo with its headers (on Debian: libjpeg-dev), and run "npm start" again';
  const words = `${decoding}; resized by ${resize === 'native' ? 'native code' : 'JavaScript'}`;
  return missing === null ? words : `${words}: ${missing}; ${slow}. ${remedy}`;
}
