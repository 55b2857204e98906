package app

// StatusLine says in one line what is going on. The visible text changes up to
// five times a second; the line for assistive technology only when the stage of
// the work changes.
type StatusLine struct{ Desk *Desk }
