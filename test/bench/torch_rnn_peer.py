#!/usr/bin/env python3
"""PyTorch peer of the recurrent half: the language model of DARTS as a researcher would write it, run eagerly.

  python3 torch_rnn_peer.py rnn        --batch 64 --length 35 --units 850 --words 10000
  python3 torch_rnn_peer.py rnn-search --batch 256 --length 35 --units 300 --words 10000

`rnn` is one training step of the cell DARTS_V2: forward with all dropouts, cross entropy and TAR, backward, clipping, SGD.
`rnn-search` is one step of the search, first order: Adam on the alphas by a validation batch, then such a step of the weights.
--compile compiles the loss, --threads N (default: all cores).
One JSON line: {"job", "step_s" (median over --steps, warm-up excluded), "words_per_s", "first_step_s", "peak_rss_mb", "params", ...}.
Facts: arXiv 1806.09055, section 3.1.2 and appendix A.1.2.
"""
import argparse, json, os, resource, statistics, time
import torch
from torch import nn
import torch.nn.functional as F

DARTS_V2 = [("sigmoid", 0), ("relu", 1), ("relu", 1), ("identity", 1), ("tanh", 2), ("sigmoid", 5), ("tanh", 3), ("relu", 5)]
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda x: x}
NODES = 8


def mask(shape, rate):
    return (torch.rand(shape) + (1 - rate)).floor() / (1 - rate)


class Cell(nn.Module):
    def __init__(self, n, search):
        super().__init__()
        uniform = lambda rows: nn.Parameter(torch.empty(rows, 2 * n).uniform_(-0.04, 0.04))
        self.w0 = uniform(2 * n)
        self.ws = nn.ParameterList([uniform(n) for _ in range(NODES)])
        self.bn = nn.BatchNorm1d(n, affine=False) if search else None

    def start(self, x, h, mx, mh):
        c, u = torch.cat([x * mx, h * mh], -1).mm(self.w0).chunk(2, -1)
        return h + c.sigmoid() * (u.tanh() - h)

    def derived(self, x, h, mx, mh):
        states = [self.start(x, h, mx, mh)]
        for (name, j), w in zip(DARTS_V2, self.ws):
            s = states[j]
            c, u = (s * mh).mm(w).chunk(2, -1)
            states.append(s + c.sigmoid() * (ACTIVATIONS[name](u) - s))
        return torch.mean(torch.stack(states[1:], -1), -1)

    def searched(self, x, h, mx, mh, mixture):
        states = self.bn(self.start(x, h, mx, mh)).unsqueeze(0)
        row = 0
        for i, w in enumerate(self.ws):
            c, u = (states * mh).view(-1, x.size(-1)).mm(w).view(i + 1, x.size(0), -1).chunk(2, -1)
            c, total = c.sigmoid(), 0
            for k, f in enumerate(ACTIVATIONS.values(), 1):
                weight = mixture[row:row + i + 1, k].view(-1, 1, 1)
                total = total + (weight * (states + c * (f(u) - states))).sum(0)
            row += i + 1
            states = torch.cat([states, self.bn(total).unsqueeze(0)], 0)
        return states[-NODES:].mean(0)


class Model(nn.Module):
    def __init__(self, words, n, search):
        super().__init__()
        self.encoder = nn.Parameter(torch.empty(words, n).uniform_(-0.04, 0.04))
        self.bias = nn.Parameter(torch.zeros(words))
        self.cell, self.n = Cell(n, search), n
        self.alphas = (1e-3 * torch.randn(NODES * (NODES + 1) // 2, 5)).requires_grad_() if search else None
        self.embedding_rate = 0.0 if search else 0.1

    def forward(self, tokens, h):
        size = (tokens.size(1), self.n)
        table = self.encoder
        if self.embedding_rate > 0:
            table = table * mask((table.size(0), 1), self.embedding_rate)
        x = F.embedding(tokens, table) * mask((1, *size), 0.2)
        mx, mh = mask(size, 0.75), mask(size, 0.25)
        mixture = None if self.alphas is None else F.softmax(self.alphas, -1)
        hidden = []
        for t in range(tokens.size(0)):
            h = self.cell.derived(x[t], h, mx, mh) if mixture is None else self.cell.searched(x[t], h, mx, mh, mixture)
            hidden.append(h)
        states = torch.stack(hidden)
        out = states * mask((1, *size), 0.75)
        return F.linear(out.view(-1, self.n), self.encoder, self.bias), states, h.detach()


def loss_of(model, batch, h, regularized):
    logits, states, h = model(batch[:-1], h)
    loss = F.cross_entropy(logits, batch[1:].reshape(-1))
    if regularized:
        loss = loss + 1e-3 * (states[1:] - states[:-1]).pow(2).mean()
    return loss, h


def main():
    p = argparse.ArgumentParser()
    p.add_argument("job", choices=["rnn", "rnn-search"])
    p.add_argument("--batch", type=int, default=64); p.add_argument("--length", type=int, default=35)
    p.add_argument("--units", type=int, default=850); p.add_argument("--words", type=int, default=10000)
    p.add_argument("--steps", type=int, default=3); p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--dtype", choices=["float32"], default="float32")
    p.add_argument("--compile", action="store_true")
    a = p.parse_args()
    torch.set_num_threads(a.threads); torch.manual_seed(0)
    search = a.job == "rnn-search"
    model = Model(a.words, a.units, search)
    weights = list(model.parameters())
    sgd = torch.optim.SGD(weights, lr=20, weight_decay=5e-7 if search else 8e-7)
    adam = torch.optim.Adam([model.alphas], lr=3e-3, weight_decay=1e-3) if search else None
    texts = [torch.randint(a.words, (a.length + 1, a.batch)) for _ in range(2)]
    h = [torch.zeros(a.batch, a.units) for _ in range(2)]
    loss_fn = torch.compile(loss_of) if a.compile else loss_of

    def step():
        if search:
            adam.zero_grad()
            loss, h[1] = loss_fn(model, texts[1], h[1], False)
            loss.backward()
            adam.step()
        sgd.zero_grad()
        loss, h[0] = loss_fn(model, texts[0], h[0], True)
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 0.25)
        sgd.step(); loss.item()

    times = []
    for _ in range(a.steps + 1):
        start = time.perf_counter(); step(); times.append(time.perf_counter() - start)
    median = statistics.median(times[1:])
    print(json.dumps(dict(
        job=a.job, engine="torch " + torch.__version__, batch=a.batch, length=a.length, units=a.units, words=a.words,
        dtype=a.dtype, compiled=a.compile, threads=a.threads, params=sum(w.numel() for w in weights),
        first_step_s=round(times[0], 3), step_s=round(median, 4), words_per_s=round(a.batch * a.length / median, 1),
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)))


if __name__ == "__main__":
    main()
