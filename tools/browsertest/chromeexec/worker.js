// The same program in a dedicated worker, where the engine lives.
'use strict';

importScripts('page.js', 'wasm_exec.js', 'glue.js');
start();
