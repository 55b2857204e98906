// Package jsx holds the small conveniences over syscall/js that every browser
// package needs: waiting for a promise, turning exceptions into errors, bytes
// that stay outside Go's heap, and a count of the callbacks still alive.
// Outside js/wasm it is empty.
package jsx
