"""Norms folded into their convolutions, depthwise kernels held: a step of training costs a third of what it did.

Fitting tunes what combines channels (96 % of the weights) and every offset. The depthwise kernels stay as ImageNet made
them, so that their backward pass is a convolution too, of half-precision numbers where the processor does those fast;
the framework's own backward pass of depthwise kernels is two thirds of a step otherwise.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ml_models.food.training import precision
from ml_models.food.training.backbone import Lite


class _Held(torch.autograd.Function):
    """A depthwise convolution whose kernel gets no gradient. Strides 1 and 2."""

    @staticmethod
    def forward(context: Any, shown: Any, kernel: Any, offset: Any, stride: int, padding: int) -> Any:
        context.save_for_backward(kernel)
        context.stride, context.padding, context.shape = stride, padding, shown.shape
        return functional.conv2d(shown, kernel, offset, stride, padding, 1, len(kernel))

    @staticmethod
    def backward(context: Any, gradient: Any) -> Any:
        (kernel,) = context.saved_tensors
        of_offset = gradient.float().sum((0, 2, 3)) if context.needs_input_grad[2] else None
        spread = (
            gradient if context.stride == 1 else _spread(gradient, context.shape, kernel, context.padding)
        )
        outer = kernel.shape[2] - 1 - context.padding
        of_shown = functional.conv2d(spread, kernel.flip(2, 3), None, 1, outer, 1, len(kernel))
        return of_shown, None, of_offset, None, None


def _spread(gradient: Any, shape: torch.Size, kernel: Any, padding: int) -> Any:
    """Return the gradient with zeros between its places, as if every place had been looked at."""
    count, channels, height, width = shape
    missing = kernel.shape[2] - 1 - 2 * padding
    spread = torch.zeros(
        (count, channels, height - missing, width - missing), dtype=gradient.dtype
    ).contiguous(memory_format=torch.channels_last)
    spread[:, :, ::2, ::2] = gradient
    return spread


class Depthwise(nn.Module):
    """A depthwise convolution with a held kernel; while it trains it computes in what is fastest."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        if convolution.bias is None or not isinstance(convolution.padding, tuple):
            raise ValueError("only a convolution with an offset and a padding in numbers can be held")
        self.stride, self.padding = convolution.stride[0], int(convolution.padding[0])
        self.register_buffer("kernel", convolution.weight.detach().clone())
        self.offset = nn.Parameter(convolution.bias.detach().clone())

    def forward(self, shown: torch.Tensor) -> torch.Tensor:
        """Return (n, channels, height, width)."""
        kernel: Any = self.kernel
        if not self.training:
            return functional.conv2d(shown, kernel, self.offset, self.stride, self.padding, 1, len(kernel))
        chosen = precision.of_convolutions()
        held: torch.Tensor = _Held.apply(  # type: ignore[no-untyped-call]
            shown.to(chosen), kernel.to(chosen), self.offset.to(chosen), self.stride, self.padding
        )
        return held


def folded(network: Lite) -> Lite:
    """Return the network changed in place: it says the same, without norms. Channels last."""
    _fold(network.eval())
    return network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def _fold(part: nn.Module) -> None:
    for child in part.children():
        if isinstance(child, nn.Sequential):
            for at in range(len(child) - 1):
                convolution, norm = child[at], child[at + 1]
                if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                    whole = fuse_conv_bn_eval(convolution, norm)
                    child[at] = Depthwise(whole) if whole.groups > 1 else whole
                    child[at + 1] = nn.Identity()
        _fold(child)
