package bridge

// Limits that both ends enforce, so that neither trusts the other.
const (
	MaxPromptRunes = 1000    // a prompt, or what to leave out
	MaxTextRunes   = 4000    // any other text
	MaxNameRunes   = 200     // names, versions, adapters, addresses' parts
	DigestRunes    = 10      // a short digest
	MaxListItems   = 64      // examples, features, sizes
	MaxSteps       = 1000    // of any sampling loop
	MaxGuidance    = 50.0    // guidance scale of the decoder and of the prior
	MaxCandidates  = 16      // prior samples to choose from
	MaxCount       = 9       // pictures of one request, frames, rungs
	MaxCodes       = 1024    // codes of the autoregressive prior, rows of a finding
	MaxCode        = 1023    // buckets of a code, from 0
	MaxRepeats     = 10      // of a repainting step
	MaxWaiting     = 16      // requests behind the one under way
	MaxSide        = 1024    // pixels of a picture's side
	MaxSource      = 2048    // pixels of the side of a picture from outside
	MaxID          = 1 << 40 // request numbers
	MaxBytes       = 1 << 45 // sizes of downloads
	MaxFiles       = 5000    // of an import
	MaxSeconds     = 1 << 30 // times
)

// Phases of the engine, for State.Phase.
const (
	Idle       = "idle"       // no model on this device yet
	Installing = "installing" // the model is on its way
	Ready      = "ready"      // waiting for a prompt
	Generating = "generating" // at work on a picture
	Elsewhere  = "elsewhere"  // another tab has the GPU; it is ours when that goes, or when we claim it
	Broken     = "failed"     // cannot go on without help
)

// Stages of a piece of work, for Progress.Stage.
const (
	Download = "download"
	Reading  = "reading" // files that the visitor has chosen
	Compile  = "compile"
	Text     = "text"
	Prior    = "prior"
	Decoder  = "decoder"
	Upsample = "upsample"
	Image    = "image"  // a picture on its way into CLIP
	Invert   = "invert" // x_T of a picture
	Captions = "captions"
	Opening  = "opening" // the browser's storage, which takes its time
)

// Codes of failures, for Failed.Code. The page keeps its advice by code and
// shows Message and Advice for codes that it does not know.
const (
	NoGPU        = "no-webgpu"     // the browser has no WebGPU, or no adapter
	WeakGPU      = "weak-gpu"      // the GPU lacks a feature or a limit without which the model cannot run
	NoModel      = "no-model"      // the server has no manifest
	BadModel     = "bad-model"     // a digest or a shape is wrong
	NoNetwork    = "no-network"    // the connection failed
	Stalled      = "stalled"       // bytes came too slowly
	SignIn       = "sign-in"       // a page of the network's own came in place of a file
	CutShort     = "cut-short"     // a file ended early
	Refused      = "refused"       // the server does not give a file
	NoSpace      = "no-space"      // the browser's storage is full
	NoStorage    = "no-storage"    // the browser's storage does not answer
	WrongFile    = "wrong-file"    // a file of an import is not what the manifest lists; Message is its name
	MissingFile  = "missing-file"  // an import lacks a file; Message is its name
	BadArchive   = "bad-archive"   // an archive cannot be read; Message is its name
	OtherModel   = "other-model"   // an import is of another model; Message is its name
	NoMemory     = "no-memory"     // the GPU ran out of memory
	DeviceLost   = "device-lost"   // the GPU went away and did not come back
	BadRequest   = "bad-request"   // a message broke a limit, or the model cannot do what it asks; Message and Advice say why
	Internal     = "internal"      // a fault of ours
	WorkerFailed = "worker-failed" // the engine could not start, or stopped
	Cancelled    = "cancelled"     // the visitor asked to stop; not shown as an error
)

// Ways from words to a picture's meaning, for Generate.Prior.
const (
	PriorDiffusion = "diffusion"
	PriorAR        = "ar"   // the autoregressive prior, code by code
	PriorText      = "text" // z_t as if it were z_i
	PriorNone      = "none" // the caption alone
)

// Where x_T comes from, for Vary.Start and Blend.Start.
const (
	Inverted = "inverted" // the picture's own, by DDIM inversion
	Random   = "random"   // noise of the seed
)

// Where the model goes, for Install.Place and Storage.Place.
const (
	OnDevice = "device" // kept for the next visit; refused where there is no room
	ForVisit = "visit"  // in memory until the page closes
)

// Answers, for Storage.Stuck.
const (
	No  = ""
	Yes = "yes"
)

// What a model can do beyond pictures of captions, for Model.Can.
const (
	CanSee       = "see"      // it has an image tower: Vary, Blend, TextDiff, Probe
	CanAR        = "ar"       // it has an autoregressive prior
	CanPCA       = "pca"      // it knows the principal components of z_i: ladders
	Can256       = "256"      // it has the first upsampler
	Can1024      = "1024"     // it has the second upsampler
	CanRecognise = "captions" // it lists captions to compare a picture with
)

// Samplers of the decoder, for Generate.Sampler.
const (
	DDPM  = "ddpm"
	DDIM  = "ddim"
	DPM   = "dpm++2m"
	UniPC = "unipc"
)

// Choice lists, in the order in which the page offers them.
var (
	Phases   = [...]string{Idle, Installing, Ready, Generating, Elsewhere, Broken}
	Stages   = [...]string{Download, Reading, Compile, Text, Prior, Decoder, Upsample, Image, Invert, Captions, Opening}
	Priors   = [...]string{PriorDiffusion, PriorAR, PriorText, PriorNone}
	Samplers = [...]string{DDIM, DPM, UniPC, DDPM}
	Starts   = [...]string{Inverted, Random}
	Places   = [...]string{OnDevice, ForVisit}
	answers  = [...]string{No, Yes}

	// Failures are the codes that the page has words for: all but Cancelled.
	Failures = [...]string{NoGPU, WeakGPU, NoModel, BadModel, NoNetwork, Stalled, SignIn, CutShort, Refused, NoSpace, NoStorage,
		WrongFile, MissingFile, BadArchive, OtherModel, NoMemory, DeviceLost, BadRequest, Internal, WorkerFailed}
)
