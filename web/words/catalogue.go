// Package words holds every sentence that the page shows: one catalogue for
// each language, and how figures are written in it. Plain, short, kind.
package words

// Catalogue is the page in one language. Texts with verbs are formats; a
// translation may number their arguments to change the order.
type Catalogue struct {
	Tag   string // of the language, for the page's lang attribute
	Self  string // the language's name for itself
	Right bool   // it is written from right to left

	// The page around the picture.
	Tagline, Skip, Modes, Option string

	// The prompt bar.
	PromptLabel, PromptHint, EditLabel, EditHint, VaryLabel, VaryHint, CaptionLabel, CaptionHint string
	Generate, VaryNow, BlendNow, EditNow, ProbeNow, Cancel, Stopping, Starting, TryAgain         string
	NotHere, GetModel, GetRest, NeedPrompt, NeedPicture, NeedTwo, TooLong, Examples, Surprise    string
	Tokens, TokensCut                                                                            string

	// The status line.
	StatusStarting, StatusIdle, StatusPartial, StatusReady, StatusReadyOn, StatusStopping, StatusMade, StatusMadeAll string
	StatusTruncated, StatusDownload, StatusCompile, StatusText, StatusPrior, StatusDecoder                           string
	StatusUpsample, StatusLook, StatusInvert, StatusStep, StatusBytes, StatusPercent, StatusLeft                     string
	StatusProgress, StatusNewPicture, StatusOf, StatusSpeed                                                          string

	// The controls by name, and what stands around them.
	Controls                                                                                           Table[Control]
	Choices                                                                                            Table[string]
	CloseSettings, More, Less, Reset, SeedNew, SeedKeep, SeedBad                                       string
	ClearMask, PaintMask, MaskKeys, AddLabel, StampNow, LabelBars, RemoveLabel, Components, CodesDrawn string

	// Pictures and their actions.
	StageEmpty, PosterAlt, PictureAlt, FormingAlt, SheetAlt, CellWaiting, Download, Copy, Share                      string
	ToVary, ToBlend, ToEdit, ToProbe, ToCompare, Favourite, Unfavourite, Link, Permalink, Before, Details, Filmstrip string
	ShowPicture, ShowSheet, SaveFailed, Copied, CopyFailed, LinkCopied, Shared, Wipe                                 string
	Play, Pause, Position, ExportFilm, SaveSheet                                                                     string
	Picture, FirstPicture, SecondPicture, Choose, UseStage, Clear, DropHere, PictureBad, PictureLarge, Restored      string
	FileLarge, OtherModel                                                                                            string

	// The history.
	Search, SearchHint, OnlyFavourites, NoHistory, HistoryVisit, NoneFound, Open, Delete, DeleteAsk, Export, Import    string
	ExportedSome, ImportedSome, PictureGone, HistoryStuck                                                              string
	Exported, Imported, ImportBad, HistoryFailed, Used, Prune, PruneAsk, ClearAll, ClearAsk, Yes, No, Today, Yesterday string
	Queue, QueueLeft, QueueResume, QueueDrop, QueueLost, CannotSee                                                     string

	// Settings of the page, and diagnostics.
	CopyReport, ReportCopied, ReportFailed, Took, Beside, Shortcuts, Close, Storage, Kept, NotKept string
	ModelName                                                                                      string

	// The model on this device.
	StatusVisit, StatusReading, StatusElsewhere, UseHere, NoRoom, ForVisit, Offline, OfflineHelp, Visit, VisitHelp string
	ModelKept, ModelVisit, ModelAbsent, ImportFiles, ImportFolder, ImportHelp, RemoveModel, RemoveAsk, AskKeep     string
	StatusOpening, StorageStuck, ResetStorage, ResetAsk                                                            string

	// Keys of the shortcut list.
	KeyGenerate, KeyCancel, KeyModes, KeySeed, KeyPictures, KeyFavourite, KeyDownload, KeyHelp string

	// Problems by code; each says what happened, what is safe, what to do. Behind an
	// enlargement that failed, Enlarging says the first two.
	WhatHappened, Enlarging string
	Problems                Table[Problem]

	// Prompts to start from, for a model that brings none.
	Suggestions []string

	// Units, and counted nouns by plural category.
	Byte, Kilobyte, Megabyte, Gigabyte, Second, Minute, Hour string
	Pictures                                                 Table[string]
}

// Control is a setting's name, and one line of help that names the paper's
// figure or section where there is one.
type Control struct{ Label, Help string }

// Name is the project's, in every language.
const Name = "unCLIP"

// Problem is what the error panel says.
type Problem struct{ Title, Message, Advice string }
