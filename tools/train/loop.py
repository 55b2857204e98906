"""The training loop all three stages share: a time budget, EMA, checkpoints, progress, several ranks."""
import argparse
import copy
import ctypes
import math
import os
import signal
import sys
import time

import numpy as np
import torch
import torch.distributed as dist

from . import checkpoint

WARMUP = 150  # steps
LOWEST = 0.04  # final share of the learning rate
WORKERS = 12  # processes that draw batches for a GPU
M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # of glibc's mallopt

stopped = False  # SIGTERM has come: stages that follow this one are not to begin


def stop(*_):
    """Finish the step, save, leave."""
    global stopped
    stopped = True


def arguments(about, minutes):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", required=True, help="folder written by tools/dataset")
    parser.add_argument("--out", required=True, help="folder of the checkpoints; an existing one is continued")
    parser.add_argument("--minutes", type=float, default=minutes, help="whole budget, earlier runs included")
    parser.add_argument("--init", help="folder of a checkpoint whose weights a new run starts from")
    parser.add_argument("--scenes", type=int, default=0, help="composed scenes to add to the set")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--lr", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    return parser


def keep_memory():
    """Has glibc keep what tensors free: giving it back and faulting it in anew costs a CPU a sixth of its time."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


class Rank:
    """This process among its peers under torchrun, or alone."""

    def __init__(self, threads=0):
        self.cuda = torch.cuda.is_available()
        self.world, self.index = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        local = int(os.environ.get("LOCAL_RANK", 0))
        self.device = torch.device("cuda", local) if self.cuda else torch.device("cpu")
        if threads:
            torch.set_num_threads(threads)
        if not self.cuda:
            keep_memory()
        if self.world > 1 and not dist.is_initialized():  # several stages may run in one process
            dist.init_process_group("nccl" if self.cuda else "gloo")

    def share(self, model):
        """The model with gradients averaged over the ranks."""
        if self.world == 1:
            return model
        return torch.nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)

    def settings(self, cpu, cuda):
        """(batch, learning rate) for the device at hand."""
        return cuda if self.cuda else cpu

    def autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16)

    def agree(self, number):
        """Rank 0's number everywhere, so that all ranks stop at the same step."""
        if self.world == 1:
            return number
        value = torch.tensor([number], dtype=torch.float64, device=self.device)
        dist.broadcast(value, 0)
        return value.item()


    def gather(self, x):
        """The rows of all ranks, in their order. Gradients reach this rank's own rows alone, `world` times as large,
        since the average over the ranks takes a share of them."""
        if self.world == 1:
            return x
        parts = [torch.empty_like(x) for _ in range(self.world)]
        dist.all_gather(parts, x.detach().contiguous())
        if x.requires_grad:
            parts[self.index] = self.world * x - (self.world - 1) * x.detach()
        return torch.cat(parts)

    def first(self, work):
        """The work on rank 0, then on the others, which find what it left on disk."""
        for turn in (True, False):
            if (self.index == 0) == turn:
                work()
            if self.world > 1:
                dist.barrier()

    def average(self, model):
        """The mean of the ranks' gradients, of a model that `share` has not wrapped."""
        if self.world == 1:
            return
        for p in model.parameters():
            if p.grad is not None:
                dist.all_reduce(p.grad)
                p.grad /= self.world


class Draws(torch.utils.data.IterableDataset):
    """Batches of a source with a `draw(size)` and a `rng`, drawn by worker processes."""

    def __init__(self, source, size, seed):
        self.source, self.size, self.seed = source, size, seed

    def __iter__(self):
        self.source.rng = np.random.default_rng([self.seed, torch.utils.data.get_worker_info().id])
        while True:
            yield self.source.draw(self.size)


def stream(source, size, rank, seed):
    """Endless batches: drawn here on a CPU, ahead of time by other processes for a GPU."""
    if not rank.cuda:
        while True:
            yield source.draw(size)
    workers = max(1, min(WORKERS, (os.cpu_count() or 2) // rank.world - 1))
    yield from torch.utils.data.DataLoader(Draws(source, size, seed), batch_size=None, num_workers=workers)


class Trainer:
    """Optimiser, EMA, clock and checkpoint of one model. The schedule follows the clock, so budgets can grow."""

    def __init__(self, args, rank, model, lr, decay=0.999, weight_decay=0.01, betas=(0.9, 0.98), extra=None, first=None):
        self.args, self.rank, self.model, self.lr, self.decay = args, rank, model, lr, decay
        self.ema = copy.deepcopy(model).requires_grad_(False)
        matrices = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
        others = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
        groups = [{"params": matrices, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=lr, betas=betas, fused=True)
        self.step, self.pictures, self.spent, self.losses = 0, 0, 0.0, []
        self.before = {}  # what the run that this one starts from had spent
        self.extra = extra or {}
        self.resume(first)
        self.begin()
        self.part = 0.0  # of the budget, at the last look
        self.saved = self.told = time.time()
        signal.signal(signal.SIGTERM, stop)

    def begin(self):
        """Lets the clock run from here: what is prepared before costs no budget."""
        self.began = time.time() - self.spent

    def resume(self, first):
        """Goes on from --out, else from `first`, else from --init."""
        state = checkpoint.load(self.args.out, self.rank.device)
        if state is None:
            return self.start_from(self.args.init, first)
        self.model.load_state_dict(state["model"])
        self.ema.load_state_dict(state["ema"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.pictures, self.spent = state["step"], state["pictures"], state["seconds"]
        self.before = state.get("before", {})
        print(f"continuing at step {self.step}, {self.spent / 60:.1f} min spent", flush=True)

    def start_from(self, folder, state):
        """The averaged weights of another run, with a fresh optimiser and clock."""
        if folder is None:
            return
        state = state or checkpoint.load(folder, self.rank.device)
        if state is None:
            raise FileNotFoundError(f"loop: no checkpoint in {folder}; leave out --init to start anew")
        self.model.load_state_dict(state["ema"])
        self.ema.load_state_dict(state["ema"])
        self.before = {k: state[k] + state.get("before", {}).get(k, 0) for k in ("step", "pictures", "seconds")}
        print(f"starting from step {state['step']} of {folder}", flush=True)

    def reseed(self, *sources):
        """New random streams for this run, so that a continued one does not repeat the draws of the first."""
        seed = self.args.seed + 1000 * self.rank.index + 7919 * self.step
        torch.manual_seed(seed)
        self.seed = seed
        for source in sources:
            source.rng = np.random.default_rng(seed)

    def save(self):
        self.saved = time.time()
        if self.rank.index:
            return
        if not all(p.isfinite().all() for p in self.ema.parameters()):
            raise FloatingPointError(f"loop: weights that are no numbers after step {self.step}; {self.args.out} keeps "
                                     "the last good ones: go on from there with a smaller --lr")
        checkpoint.save(self.args.out, {
            "model": self.model.state_dict(), "ema": self.ema.state_dict(), "optimizer": self.optimizer.state_dict(),
            "step": self.step, "pictures": self.pictures, "seconds": time.time() - self.began,
            "seed": self.args.seed, "before": self.before, **self.extra,
        })

    def progress(self):
        """Share of the budget that is spent."""
        return self.rank.agree(min(1.0, (time.time() - self.began) / (60 * self.args.minutes) + stopped))

    def running(self):
        self.part = self.progress()
        return self.part < 1.0

    def rate(self, progress):
        warm = min(1.0, (self.step + 1) / WARMUP)
        return self.lr * warm * (LOWEST + (1 - LOWEST) * 0.5 * (1 + math.cos(math.pi * progress)))

    def clip_gradients(self):
        """Gradients of at most length 1, and none from a step whose are no numbers: those would spoil the weights for good."""
        given = [p for p in self.model.parameters() if p.grad is not None]
        finite = torch.nn.utils.clip_grad_norm_(given, 1.0).isfinite()  # not read here, which would hold up a GPU
        for p in given:
            p.grad.copy_(torch.where(finite, p.grad, 0.0))

    def update(self, loss, pictures, average=False):
        """One optimiser step on `loss`, already averaged over the batch of this rank; `average` where the model's
        gradients do not find the other ranks by themselves."""
        loss.backward()
        if average:
            self.rank.average(self.model)
        self.clip_gradients()
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate(self.part)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        decay = min(self.decay, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), list(self.model.parameters()), 1 - decay)
        self.step += 1
        self.pictures += pictures * self.rank.world
        if self.rank.index == 0:
            self.losses.append(loss.detach())  # read when told: reading at once would hold up a GPU

    def tell(self, every=20.0, **more):
        """A progress line now and then."""
        now = time.time()
        if now - self.told < every or self.rank.index:
            return
        spent, mean = now - self.began, torch.stack(self.losses).mean().item()
        left = max(0.0, 60 * self.args.minutes - spent)
        words = " ".join(f"{k} {float(v):.4g}" for k, v in more.items())
        speed = len(self.losses) / (now - self.told)
        print(f"step {self.step} loss {mean:.4f} {words} {speed:.2f} steps/s {self.pictures} pictures "
              f"{spent / 60:.1f} min, {left / 60:.1f} left", flush=True)
        self.told, self.losses = now, []

    def train(self, loss, pictures, saved=lambda: None):
        """Steps on `loss()`, of a batch of `pictures` a rank, until the budget is spent; `saved()` follows each save on the way."""
        while self.running():
            self.update(loss(), pictures)
            self.tell()
            if self.due():
                self.save()
                saved()
        self.save()

    def due(self, every=180.0):
        """True when a checkpoint is due."""
        return time.time() - self.saved > every
