#!/usr/bin/env python3
"""PyTorch peer of the sharpDARTS supernet: torch_peer.py with the candidates of sharpDARTS in place of those of DARTS.

The candidates are PRIMITIVES and OPS of the sharpDARTS code, in its order: every convolution is a SharpSepConv (ReLU,
depthwise with stride and dilation, 1x1 to c_mid, BN, ReLU, depthwise, 1x1, BN), flood has four times the channels in the
middle, choke has 32.

  python3 torch_sharp_peer.py search --batch 64 --channels 16 --layers 8

Options and JSON line are those of torch_peer.py.
"""
import sys
import torch
from torch import nn
import torch_peer
from torch_peer import Halve, Zero, dw

# name: dilation and the channels in the middle, by those of the block
CONVOLUTIONS = dict(sep=(1, lambda c: c), dil=(2, lambda c: c), flood=(1, lambda c: 4 * c), dil_flood=(2, lambda c: 4 * c),
                    choke=(1, lambda c: 32), dil_choke=(2, lambda c: 32))
CANDIDATES = ["none", "max", "skip", *CONVOLUTIONS]


def sharp_sep_conv(cin, cout, stride, dilation, mid, affine):
    return nn.Sequential(nn.ReLU(), dw(cin, 3, stride, dilation), nn.Conv2d(cin, mid, 1, bias=False), nn.BatchNorm2d(mid, affine=affine),
                         nn.ReLU(), dw(mid, 3, 1), nn.Conv2d(mid, cout, 1, bias=False), nn.BatchNorm2d(cout, affine=affine))


def make(op, c, stride, affine, search):
    if op == "none": return Zero(stride)
    if op == "max": return nn.Sequential(nn.MaxPool2d(3, stride, 1), nn.BatchNorm2d(c, affine=False))
    if op == "skip": return nn.Identity() if stride == 1 else Halve(c, c, affine)
    dilation, mid = CONVOLUTIONS[op]
    return sharp_sep_conv(c, c, stride, dilation, mid(c), affine)


class Net(torch_peer.Net):
    """The supernet, with a column of alphas for each of these candidates."""
    def __init__(self, *given):
        super().__init__(*given)
        self.alphas = [torch.zeros(14, len(CANDIDATES)).normal_(0, 1e-3).requires_grad_() for _ in range(2)]


if __name__ == "__main__":
    if "final" in sys.argv[1:]: sys.exit("torch_sharp_peer.py: only the search is different in sharpDARTS; use torch_peer.py for final")
    torch_peer.CANDIDATES, torch_peer.make, torch_peer.Net = CANDIDATES, make, Net
    torch_peer.main()
