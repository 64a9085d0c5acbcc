/**
 * Loaded before a program (`node -r`), writes down in which order it brings files to the disk: writes, renames and removals when they begin,
 * syncs when they are done. The calls themselves are those of Node.js.
 */
'use strict';
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const record = fs.openSync(process.env.DARTBOARD_RECORD_WRITES, 'a');
const tell = (call, path, to = null) => fs.writeSync(record, `${JSON.stringify({ call, path, to })}\n`);
const { open, rename, rm } = fs.promises;

fs.promises.open = async (path, ...rest) => {
  const file = await open(path, ...rest);
  for (const name of ['write', 'writeFile', 'truncate']) {
    const real = file[name].bind(file);
    file[name] = (...given) => {
      tell('write', path);
      return real(...given);
    };
  }
  for (const name of ['sync', 'datasync']) {
    const real = file[name].bind(file);
    file[name] = async () => {
      await real();
      tell('sync', path);
    };
  }
  return file;
};
fs.promises.rename = (from, to) => {
  tell('rename', from, to);
  return rename(from, to);
};
fs.promises.rm = (path, ...rest) => {
  tell('remove', path);
  return rm(path, ...rest);
};
syncBuiltinESMExports();
