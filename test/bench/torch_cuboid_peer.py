#!/usr/bin/env python3
"""PyTorch peer of the search over a hypercuboid: the supernet of `multichannelnet-small`, one module an operation.

As MultiChannelNetwork of the sharpDARTS code does it, with fewer channels and layers: a layer is a stage with stride 1 and one with
stride 2; in a stage every channel count goes to every channel count through a ResizablePool and a SharpSepConv, and what has as many
channels is added up, weighed by one softmax over the stage. The published code leaves out what weighs no more than 1/32^2; the alphas
are near 0 here, where all weigh 1/32 or so and all is computed.

  python3 torch_cuboid_peer.py search --batch 64

The step, the options and the JSON line are those of torch_peer.py without --channels and --layers: the network has one size.
"""
import torch
from torch import nn
import torch.nn.functional as F
from torch_peer import begin, measure, parser
from torch_sharp_peer import sharp_sep_conv

CHANNELS, STRIDES, BASE = [8, 16, 32, 64], [1, 2, 1, 2], 192


def resizable_pool(cin, cout, stride):
    pool = nn.MaxPool2d(3, stride, 1)
    if cin == cout: return pool
    return nn.Sequential(pool, nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout, eps=1e-3))

def separable(cin, cout, stride):
    return sharp_sep_conv(cin, cout, stride, 1, cout, True)

OPERATIONS = [resizable_pool, separable]


class Stage(nn.Module):
    """All operations from every channel count to every channel count."""
    def __init__(self, stride):
        super().__init__()
        self.ops = nn.ModuleList([nn.ModuleList([nn.ModuleList([make(cin, cout, stride) for make in OPERATIONS])
                                                 for cout in CHANNELS]) for cin in CHANNELS])
    def forward(self, features, weights):
        return [sum(w * op(x) for x, ops, row in zip(features, self.ops, weights) for w, op in zip(row[to], ops[to]))
                for to in range(len(CHANNELS))]


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stems = nn.ModuleList([nn.Sequential(nn.Conv2d(3, c, 3, padding=1, bias=False), nn.BatchNorm2d(c)) for c in CHANNELS])
        self.stages = nn.ModuleList([Stage(stride) for stride in STRIDES])
        self.bases = nn.ModuleList([separable(c, BASE, 1) for c in CHANNELS])
        self.head = nn.Linear(BASE, classes)
        size = len(CHANNELS) ** 2 * len(OPERATIONS)
        self.alphas = [torch.zeros(len(STRIDES), size).normal_(0, 1e-3).requires_grad_()]
    def forward(self, x):
        weights = F.softmax(self.alphas[0], -1).view(len(STRIDES), len(CHANNELS), len(CHANNELS), len(OPERATIONS))
        features = [stem(x) for stem in self.stems]
        for stage, own in zip(self.stages, weights):
            features = stage(features, own)
        return self.head(sum(base(feature) for base, feature in zip(self.bases, features)).mean((2, 3)))


if __name__ == "__main__":
    measure(begin(parser(["search"])), Net())
