// Package store keeps a model's files between visits. Shards are addressed by
// their SHA-256, manifests by name. It is a cache with proof: every shard is
// hashed before it is kept and again before it is used, so losing or damaging
// the store costs bandwidth and never correctness.
//
// Package mem keeps everything in memory, package idb in the browser's
// IndexedDB, package faulty fails on command; package storetest holds them to
// the same behaviour.
package store
