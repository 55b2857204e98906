/** Settings of a picture; each takes the place of the element's attribute. */
export interface Settings {
	prompt?: string;
	negative?: string;
	/** A whole number below 2^64; as a number, below 2^53. */
	seed?: string | number | bigint;
	steps?: number;
	guidance?: number;
	size?: number;
}

/** A picture to begin with: a file of at most 16 MiB, or an element that has drawn one. */
export type Source = Blob | UnclipImage;

export interface VariationSettings extends Settings {
	/** The element's own picture, if absent. */
	image?: Source;
	start?: "inverted" | "random";
	/** 0 to 1. */
	eta?: number;
	/** 1 to 9. */
	count?: number;
}

export interface BlendSettings extends Settings {
	image?: Source;
	start?: "inverted" | "random";
	/** 0 to 1, the place of a single picture. */
	at?: number;
	/** 1 to 9. */
	count?: number;
}

export interface Picture {
	seed: string;
	width: number;
	height: number;
	/** Edition of the model: name, version and the first ten digits of its digest. */
	model: string;
	/** The part of the prompt that the model did not read. */
	truncated: string;
	/** A PNG file, which says in itself how it was made. */
	blob: Blob;
}

/** The first picture of a job, and the list of all. */
export interface Result extends Picture {
	id: string;
	pictures: Picture[];
}

export interface Job {
	id: string;
	promise: Promise<Result>;
	abort(): void;
}

export interface Progress {
	id: string;
	stage: string;
	done: number;
	total: number;
	/** 0 to 1 over download and drawing; never falls. */
	totalProgress: number;
}

export interface Failure {
	id: string;
	code: string;
	message: string;
	advice: string;
}

export interface UnclipImageEvents {
	ready: CustomEvent<{ id: string }>;
	progress: CustomEvent<Progress>;
	load: CustomEvent<Result>;
	error: CustomEvent<Failure>;
}

export class UnclipImage extends HTMLElement {
	prompt: string;
	negative: string;
	seed: string;
	alt: string;
	poster: string;
	loading: "lazy" | "eager";
	reveal: "interaction" | "auto" | "manual";
	model: string;
	theme: "" | "light" | "dark";
	isolation: "" | "opaque";
	baseUrl: string;
	steps: number | undefined;
	guidance: number | undefined;
	size: number | undefined;
	readonly blob: Blob | undefined;
	/** Whether there is a picture. */
	readonly loaded: boolean;
	generate(options?: Settings): Job;
	variations(options?: VariationSettings): Job;
	blend(other: Source, options?: BlendSettings): Job;
	toBlob(): Promise<Blob>;
	toDataURL(): Promise<string>;
	addEventListener<K extends keyof UnclipImageEvents>(type: K, listener: (this: UnclipImage, event: UnclipImageEvents[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
	addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
	removeEventListener<K extends keyof UnclipImageEvents>(type: K, listener: (this: UnclipImage, event: UnclipImageEvents[K]) => unknown, options?: boolean | EventListenerOptions): void;
	removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
	interface HTMLElementTagNameMap {
		"unclip-image": UnclipImage;
	}
}
