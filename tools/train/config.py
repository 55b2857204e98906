"""Sizes of the models, in the keys of the Hugging Face and diffusers config files."""

IMAGE_MEAN = (0.48145466, 0.4578275, 0.40821073)
IMAGE_STD = (0.26862954, 0.26130258, 0.27577711)

WIDTH = 192  # one width everywhere: CLIP towers, embedding, prior, cross-attention
VOCAB = 4096
CONTEXT = 77
EMBED_SCALE = WIDTH**0.5  # embeddings enter prior and decoder as EMBED_SCALE * z / |z|

TEXT = {
    "architectures": ["CLIPTextModelWithProjection"],
    "model_type": "clip_text_model",
    "vocab_size": VOCAB,
    "max_position_embeddings": CONTEXT,
    "hidden_size": WIDTH,
    "num_hidden_layers": 4,
    "num_attention_heads": 6,
    "intermediate_size": 4 * WIDTH,
    "projection_dim": WIDTH,
    "hidden_act": "quick_gelu",
    "layer_norm_eps": 1e-5,
    "bos_token_id": VOCAB - 2,
    "eos_token_id": VOCAB - 1,
    "pad_token_id": 0,
}

IMAGE = {
    "architectures": ["CLIPVisionModelWithProjection"],
    "model_type": "clip_vision_model",
    "image_size": 64,
    "patch_size": 8,
    "num_channels": 3,
    "hidden_size": WIDTH,
    "num_hidden_layers": 4,
    "num_attention_heads": 6,
    "intermediate_size": 4 * WIDTH,
    "projection_dim": WIDTH,
    "hidden_act": "quick_gelu",
    "layer_norm_eps": 1e-5,
}

# The judge: a second CLIP for evaluation alone, of another shape, seed and training run than the model's own. Larger
# patches, other widths and depths, exact GELU, half the vocabulary: what it likes is not what the model was fitted to.
JUDGE_TEXT = {**TEXT, "vocab_size": 2048, "hidden_size": 160, "num_hidden_layers": 3, "num_attention_heads": 5,
              "intermediate_size": 640, "projection_dim": 128, "hidden_act": "gelu", "bos_token_id": 2046, "eos_token_id": 2047}
JUDGE_IMAGE = {**IMAGE, "patch_size": 16, "hidden_size": 224, "num_hidden_layers": 5, "num_attention_heads": 7,
               "intermediate_size": 672, "projection_dim": 128, "hidden_act": "gelu"}

PRIOR = {
    "_class_name": "PriorTransformer",
    "num_attention_heads": 6,
    "attention_head_dim": 32,
    "num_layers": 6,
    "embedding_dim": WIDTH,
    "num_embeddings": CONTEXT,
    "additional_embeddings": 4,
    "dropout": 0.0,
    "prediction_type": "sample",
}

AR_PRIOR = {
    "_class_name": "ARPriorTransformer",
    "num_layers": 4,
    "num_attention_heads": 6,
    "attention_head_dim": 32,
    "embedding_dim": WIDTH,
    "num_embeddings": CONTEXT,
    "num_codes": 80,  # replaced by the number that the PCA of the embeddings asks for
    "num_buckets": 1024,
    "num_dot_buckets": 64,
}

DECODER = {
    "_class_name": "UNet2DConditionModel",
    "sample_size": 64,
    "in_channels": 3,
    "out_channels": 3,
    "pixel_unshuffle": 2,
    "block_out_channels": [48, 96, 192],
    "layers_per_block": 1,
    "down_block_types": ["ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D", "SimpleCrossAttnDownBlock2D"],
    "mid_block_type": "UNetMidBlock2DSimpleCrossAttn",
    "up_block_types": ["SimpleCrossAttnUpBlock2D", "SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"],
    "attention_head_dim": 32,
    "cross_attention_dim": WIDTH,
    "norm_num_groups": 16,
    "norm_eps": 1e-5,
    "act_fn": "silu",
    "flip_sin_to_cos": True,
    "freq_shift": 0,
    "resnet_time_scale_shift": "scale_shift",
    "class_embed_type": "identity",
    "prediction_type": "v_prediction",
    "num_train_timesteps": 1000,
    "beta_schedule": "squaredcos_cap_v2",
}

# Convolutions only (§2.1). The fold keeps 256 px under 30 GFLOP a step and trains three times as fast on CPUs.
UPSAMPLER = {
    "_class_name": "UNet2DModel",
    "sample_size": 256,
    "in_channels": 6,
    "out_channels": 3,
    "pixel_unshuffle": 2,
    "block_out_channels": [64, 96, 128],
    "layers_per_block": 1,
    "down_block_types": 3 * ["ResnetDownsampleBlock2D"],
    "up_block_types": 3 * ["ResnetUpsampleBlock2D"],
    "add_attention": False,
    "norm_num_groups": 8,
    "norm_eps": 1e-5,
    "act_fn": "silu",
    "flip_sin_to_cos": True,
    "freq_shift": 0,
    "resnet_time_scale_shift": "scale_shift",
    "prediction_type": "v_prediction",
    "num_train_timesteps": 1000,
    "beta_schedule": "squaredcos_cap_v2",
}

TEXT_PROJ = {
    "_class_name": "UnCLIPTextProjModel",
    "clip_extra_context_tokens": 4,
    "clip_embeddings_dim": WIDTH,
    "time_embed_dim": 4 * DECODER["block_out_channels"][0],
    "cross_attention_dim": WIDTH,
}

STYLE_WORDS = {"noto": "noto", "blob": "blob", "twemoji": "twemoji", "flat": "flat", "3d": "3d render"}
