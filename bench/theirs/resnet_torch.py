"""ResNet-50 (v1.5, torchvision's names) in PyTorch, as it is usually written and with its normalisations folded."""

import torch
import torch.nn.functional as F
from torch import nn

BLOCKS = (("layer1", 64, 3, 1), ("layer2", 128, 4, 2), ("layer3", 256, 6, 2), ("layer4", 512, 3, 2))


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride, project):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.downsample = nn.Sequential()
        if project:
            shortcut = nn.Conv2d(inputs, 4 * width, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class ResNet50(nn.Module):
    """[B, 3, 64, 64] to [B, 8192]: the flattened last map, without pooling."""

    def __init__(self, tensors):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        inputs = 64
        for name, width, count, stride in BLOCKS:
            blocks = []
            for i in range(count):
                blocks.append(Bottleneck(inputs, width, 1 if i else stride, project=not i))
                inputs = 4 * width
            setattr(self, name, nn.Sequential(*blocks))
        self.load_state_dict(
            {k: torch.from_numpy(v) for k, v in tensors.items() if not k.startswith("fc.")}, strict=False
        )
        self.eval()

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for name, *_ in BLOCKS:
            x = getattr(self, name)(x)
        return x.flatten(1)

    def folded(self):
        """The same network with every normalisation folded into the convolution before it."""
        for name, norm in [(n, m) for n, m in self.named_modules() if isinstance(m, nn.BatchNorm2d)]:
            parent = self.get_submodule(name.rpartition(".")[0])
            last = name.rpartition(".")[2]
            conv = {"bn1": "conv1", "bn2": "conv2", "bn3": "conv3", "1": "0"}[last]
            setattr(parent, conv, nn.utils.fusion.fuse_conv_bn_eval(getattr(parent, conv), norm))
            setattr(parent, last, nn.Identity())
        return self
