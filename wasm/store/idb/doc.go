// Package idb keeps models in the browser's IndexedDB. Shards are Blobs under
// their digest: reads are twice as fast as of arrays, and neither enters Go's
// heap. Manifests are small records written with strict durability, last.
// Outside js/wasm the package is empty.
package idb
