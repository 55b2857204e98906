// Package fetch downloads a model's files: a few at a time, from one of several
// mirrors, resuming inside a file after a broken connection, and accepting
// nothing whose size or digest is not the declared one. The bytes themselves
// stay wherever the Transport keeps them; in a browser that is outside Go's heap.
//
// Everything but the Transport is plain Go. Package fetchtest has a Transport
// over net/http and a server that misbehaves on command.
package fetch
