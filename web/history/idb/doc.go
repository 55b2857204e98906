// Package idb keeps the history in the browser's IndexedDB. Outside js/wasm it
// is empty.
package idb
