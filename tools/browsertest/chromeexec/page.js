// Gives a Go program in a page its files, its output and its end.
'use strict';

// Output goes to the server in order: one request at a time, batched.
const printer = (() => {
  let pending = [], idle = Promise.resolve();
  async function drain() {
    while (pending.length) {
      const { fd } = pending[0];
      const batch = [];
      while (pending.length && pending[0].fd === fd) batch.push(pending.shift().bytes);
      await fetch(`/print/${fd}`, { method: 'POST', body: new Blob(batch) });
    }
  }
  return {
    print(fd, bytes) {
      pending.push({ fd, bytes: bytes.slice() });
      if (pending.length === 1) idle = idle.then(drain);
    },
    finish: () => (idle = idle.then(drain)),
  };
})();

// Files are read whole, once, when opened; nothing can be written.
const files = new Map();
let nextFile = 100, cwd = '/';

function errno(code) {
  return Object.assign(new Error(code), { code });
}

function absolute(path) {
  const parts = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return '/' + parts.join('/');
}

async function load(path) {
  const answer = await fetch('/file?path=' + encodeURIComponent(absolute(path)));
  if (!answer.ok) throw errno('ENOENT');
  return new Uint8Array(await answer.arrayBuffer());
}

function stat(size) {
  const epoch = { atimeMs: 0, mtimeMs: 0, ctimeMs: 0 };
  return { dev: 0, ino: 0, mode: 0o100444, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 4096,
    blocks: Math.ceil(size / 512), ...epoch, isDirectory: () => false };
}

const refuse = (...args) => args.at(-1)(errno('ENOSYS'));
const ask = (promise, callback) => promise.then((v) => callback(null, v), (e) => callback(e.code ? e : errno('EIO')));

globalThis.fs = {
  constants: { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_TRUNC: 512, O_APPEND: 1024, O_EXCL: 128, O_DIRECTORY: 65536 },
  writeSync(fd, bytes) {
    printer.print(fd, bytes);
    return bytes.length;
  },
  write(fd, bytes, offset, length, position, callback) {
    callback(null, this.writeSync(fd, bytes.subarray(offset, offset + length)));
  },
  open(path, flags, mode, callback) {
    if (flags & 3) return callback(errno('EROFS'));
    ask(load(path).then((bytes) => {
      files.set(nextFile, { bytes, at: 0 });
      return nextFile++;
    }), callback);
  },
  read(fd, into, offset, length, position, callback) {
    const file = files.get(fd);
    if (!file) return callback(errno('EBADF'));
    const from = position ?? file.at;
    const part = file.bytes.subarray(from, from + length);
    into.set(part, offset);
    if (position == null) file.at += part.length;
    callback(null, part.length);
  },
  close(fd, callback) { callback(files.delete(fd) ? null : errno('EBADF')); },
  fstat(fd, callback) {
    const file = files.get(fd);
    if (file) callback(null, stat(file.bytes.length));
    else callback(errno('EBADF'));
  },
  stat(path, callback) { ask(load(path).then((bytes) => stat(bytes.length)), callback); },
  lstat(path, callback) { this.stat(path, callback); },
  fsync(fd, callback) { callback(null); },
};
for (const name of ['chmod', 'chown', 'fchmod', 'fchown', 'ftruncate', 'lchown', 'link', 'mkdir', 'readdir', 'readlink',
  'rename', 'rmdir', 'symlink', 'truncate', 'unlink', 'utimes']) fs[name] = refuse;

globalThis.process = {
  getuid: () => -1, getgid: () => -1, geteuid: () => -1, getegid: () => -1,
  getgroups() { throw errno('ENOSYS'); },
  pid: -1, ppid: -1,
  umask() { throw errno('ENOSYS'); },
  cwd: () => cwd,
  chdir(path) { cwd = absolute(path); },
};
globalThis.path = { resolve: (...parts) => absolute(parts.join('/')) };

async function run() {
  const { args, env, dir } = await (await fetch('program.json')).json();
  cwd = dir;
  const go = new Go();
  go.argv = args;
  go.env = env;
  let code = 0;
  go.exit = (c) => { code = c; };
  const { instance } = await WebAssembly.instantiateStreaming(fetch('program.wasm'), go.importObject);
  await go.run(instance);
  return code;
}

async function start() {
  const code = await run().catch((e) => {
    printer.print(2, new TextEncoder().encode(`${e.stack || e}\n`));
    return 1;
  });
  addEventListener('unhandledrejection', (event) => event.preventDefault()); // callbacks into a program that has ended
  await printer.finish();
  await fetch(`/exit/${code}`, { method: 'POST' });
}
