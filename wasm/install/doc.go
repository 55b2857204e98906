// Package install brings a model from web hosts into a store: what is missing is
// fetched, verified and kept, and the manifest is committed last. It may be
// interrupted anywhere; the next run goes on with the next file, and a complete
// model costs no further byte. Reading heals: a file that was lost or damaged
// since is fetched again.
package install
