package app

// Root is the whole page.
type Root struct{ Desk *Desk }
