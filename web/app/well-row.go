package app

// WellRow holds the pictures that go into the engine.
type WellRow struct{ Desk *Desk }
