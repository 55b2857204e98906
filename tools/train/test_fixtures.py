"""The modules against tiny models run with the original code: python -m unittest tools.train.test_fixtures

UNCLIP_FIXTURES names the folder of the fixture files; testdata/fixtures of the repository by default.
"""
import os
import unittest
from pathlib import Path

import torch
from safetensors.torch import load_file

from . import arnet, fused, golden, priornet, schedule, textproj, tokenizer, towers, unet

ROOT = Path(os.environ.get("UNCLIP_FIXTURES") or Path(__file__).parents[2] / "testdata" / "fixtures")
TOLERANCE = 1e-4

TEXT = {"vocab_size": 600, "max_position_embeddings": 12, "hidden_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 256, "projection_dim": 24, "eos_token_id": 599, "hidden_act": "quick_gelu"}
IMAGE = {"image_size": 32, "patch_size": 8, "hidden_size": 128, "num_hidden_layers": 2,
         "num_attention_heads": 2, "intermediate_size": 512, "projection_dim": 24,
         "hidden_act": "quick_gelu"}
PRIOR = {"num_attention_heads": 4, "attention_head_dim": 16, "num_layers": 2, "embedding_dim": 24,
         "num_embeddings": 9, "additional_embeddings": 4}
TEXT_PROJ = {"clip_extra_context_tokens": 4, "clip_embeddings_dim": 24, "time_embed_dim": 128, "cross_attention_dim": 48}
DECODER = {"in_channels": 3, "out_channels": 6, "block_out_channels": [32, 64, 64], "layers_per_block": 1,
           "down_block_types": ["ResnetDownsampleBlock2D"] + 2 * ["SimpleCrossAttnDownBlock2D"],
           "up_block_types": 2 * ["SimpleCrossAttnUpBlock2D"] + ["ResnetUpsampleBlock2D"],
           "attention_head_dim": 16, "cross_attention_dim": 48, "norm_num_groups": 32,
           "resnet_time_scale_shift": "scale_shift"}
UPSAMPLER = {"in_channels": 6, "out_channels": 3, "block_out_channels": [32, 64, 64], "layers_per_block": 1,
             "down_block_types": 3 * ["ResnetDownsampleBlock2D"], "up_block_types": 3 * ["ResnetUpsampleBlock2D"],
             "norm_num_groups": 32, "resnet_time_scale_shift": "default"}


def fixture(name):
    return load_file(ROOT / f"{name}.safetensors")


def close(got, want):
    return (got - want).abs().max().item() < TOLERANCE


@unittest.skipUnless(ROOT.is_dir(), f"no fixtures at {ROOT}")
class Fixtures(unittest.TestCase):
    def setUp(self):
        torch.set_grad_enabled(False)
        self.addCleanup(torch.set_grad_enabled, True)

    def test_clip(self):
        weights, io = fixture("tiny_clip"), fixture("tiny_clip_io")
        text, image = towers.TextEncoder(TEXT), towers.ImageEncoder(IMAGE)
        text.load_state_dict({k: v for k, v in weights.items() if k.startswith("text")})
        image.load_state_dict({k: v for k, v in weights.items() if k.startswith("vis")})
        embeds, hidden = text(io["in.input_ids"])
        self.assertTrue(close(embeds, io["out.text_embeds"]))
        self.assertTrue(close(hidden, io["out.text_hidden"]))
        self.assertTrue(close(image(io["in.pixel_values"]), io["out.image_embeds"]))

    def test_prior(self):
        prior, io = priornet.Prior(PRIOR), fixture("tiny_prior_io")
        prior.load_state_dict(fixture("tiny_prior"))
        inputs = (io["in.hidden_states"], io["in.timestep"], io["in.text_emb"])
        self.assertTrue(close(prior(*inputs, io["in.text_hidden"], io["in.mask"]), io["out"]))
        # Trimming the pads of the shorter row is exact.
        n = int(io["in.mask"][1].sum())
        row = prior(*(v[1:] for v in inputs), io["in.text_hidden"][1:, :n], io["in.mask"][1:, :n])
        self.assertTrue(close(row, io["out"][1:]))

    def test_decoder(self):
        proj, decoder, io = textproj.TextProj(TEXT_PROJ), unet.Decoder(DECODER), fixture("tiny_decoder_io")
        proj.load_state_dict(fixture("tiny_text_proj"))
        decoder.load_state_dict(fixture("tiny_decoder"))
        zi = proj.drop(io["in.image_embeds"], torch.tensor([False, True]))
        outs = []
        for z in (zi, io["in.image_embeds"]):
            given = proj(z, io["in.text_emb"], io["in.text_hidden"], io["in.mask"])
            outs.append(decoder(io["in.sample"], io["in.timestep"], *given))
        self.assertTrue(close(outs[0], io["out"]) or close(outs[1], io["out"]))

    def test_upsampler(self):
        net, io = unet.Upsampler(UPSAMPLER), fixture("tiny_sr_io")
        net.load_state_dict(fixture("tiny_sr"))
        self.assertTrue(close(net(io["in.sample"], io["in.low_res"], io["in.timestep"]), io["out"]))


class ARPrior(unittest.TestCase):
    FOLDER = Path(__file__).parents[2] / "models" / "prior" / "testdata"

    def setUp(self):
        torch.set_grad_enabled(False)
        self.addCleanup(torch.set_grad_enabled, True)
        self.net = arnet.ARPrior(golden.TINY)
        self.net.load_state_dict(load_file(self.FOLDER / "tiny_prior_ar.safetensors"))
        self.io = load_file(self.FOLDER / "tiny_prior_ar_io.safetensors")

    def given(self, **other):
        io = {**self.io, **other}
        return io["in.codes"].long(), io["in.text_emb"], io["in.dot"].long(), io["in.text_hidden"], io["in.mask"].bool()

    def test_golden(self):
        self.assertTrue(close(self.net(*self.given()), self.io["out.logits"]))
        self.assertTrue(torch.equal(self.net.encode(self.io["in.image_emb"]), self.io["out.codes"].long()))

    def test_causal(self):
        # What comes later changes nothing before it, and hidden pads nothing at all.
        codes = self.io["in.codes"].clone()
        codes[:, 2] = (codes[:, 2] + 7) % golden.TINY["num_buckets"]
        self.assertTrue(close(self.net(*self.given(**{"in.codes": codes}))[:, :3], self.io["out.logits"][:, :3]))
        codes, zt, dot, hidden, mask = (v[1:] for v in self.given())
        n = int(mask.sum())
        self.assertTrue(close(self.net(codes, zt, dot, hidden[:, :n], mask[:, :n]), self.io["out.logits"][1:]))

    def test_round_trip(self):
        # Bucket centres lie within half a step of the coefficients.
        net, zi = self.net, self.io["in.image_emb"]
        c = net.code_lo + (net.encode(zi) + 0.5) * net.code_step
        self.assertTrue(bool(((c - net.coefficients(zi)).abs() <= 0.5001 * net.code_step).all()))

    def test_top_half(self):
        net = self.net
        drawn = net.top_half(200, torch.Generator().manual_seed(1))
        median = int((net.dot_histogram.cumsum(0) > 0.5).int().argmax())
        self.assertGreaterEqual(int(drawn.min()), median)


class Kernel(unittest.TestCase):
    @unittest.skipIf(fused.library() is None, "no C compiler")
    def test_norm(self):
        torch.manual_seed(3)
        layer = torch.nn.GroupNorm(4, 24)
        torch.nn.init.normal_(layer.weight), torch.nn.init.normal_(layer.bias)
        x = (torch.randn(3, 24, 5, 7) + 0.5).to(torch.bfloat16).to(memory_format=torch.channels_last)
        modulation, dy = torch.randn(2, 3, 24), torch.randn(3, 24, 5, 7)
        for silu, scaled in ((True, True), (True, False), (False, False)):
            grads = []
            for v in (x.clone(memory_format=torch.preserve_format), x.float()):
                v.requires_grad_()
                pair = [m.clone().requires_grad_() for m in modulation] if scaled else [None, None]
                layer.zero_grad()
                y = fused.norm(layer, v, *pair, silu=silu)
                y.float().mul(dy.to(torch.bfloat16).float()).sum().backward()
                leaves = [v, layer.weight, layer.bias] + pair * scaled
                grads.append([y] + [leaf.grad for leaf in leaves])
            for got, want in zip(*grads):
                error = (got.float() - want).abs().max() / want.abs().max()
                self.assertLess(error.item(), 0.01)


class Tables(unittest.TestCase):
    def test_schedule(self):
        alpha_bar = schedule.alpha_bar()
        for t, want in ((0, 0.999958716), (500, 0.492285172), (998, 2.42877e-6)):
            self.assertAlmostEqual(alpha_bar[t].item(), want, delta=1e-6 * max(want, 1e-3))

    def test_tokenizer(self):
        try:
            tok = tokenizer.Tokenizer(49408)
        except FileNotFoundError as missing:
            self.skipTest(str(missing))
        self.assertEqual(tok.ids("a photo of a cat"), [49406, 320, 1125, 539, 320, 2368, 49407])
        self.assertEqual(tok.ids("Hello,   World!"), [49406, 3306, 267, 1002, 256, 49407])
        self.assertEqual(tok.ids(""), [49406, 49407])


if __name__ == "__main__":
    unittest.main()
