// Frozen convolutions with what follows them: on the CPU by oneDNN, on weights and pictures in its own layout, which its fastest kernels
// want, elsewhere by libtorch's plain operations.
#include <ATen/ATen.h>
#include <cstring>

namespace {

// Whether oneDNN convolves on the device of a tensor.
bool blocks(const at::Tensor &t) { return t.device().is_cpu() && at::hasMKLDNN(); }

struct Convolution {
  at::Tensor weight, bias; // the weight in oneDNN's own layout where it convolves
  int64_t stride, padding, groups;
  bool rectified;
};

// other is added before the ReLU; it may be null.
at::Tensor convolve(const Convolution &c, const at::Tensor &x, const at::Tensor *other) {
  const int64_t strides[] = {c.stride, c.stride}, paddings[] = {c.padding, c.padding}, dilations[] = {1, 1};
  at::Tensor y = c.weight.is_mkldnn() ? at::mkldnn_convolution(x, c.weight, c.bias, paddings, strides, dilations, c.groups)
                                      : at::conv2d(x, c.weight, c.bias, strides, paddings, dilations, c.groups);
  if (other)
    y.add_(*other);
  return c.rectified ? y.relu_() : y;
}

template <typename F> char *guard(F body) {
  try {
    body();
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}

} // namespace

extern "C" {

// Both return null, or an error that the caller frees. *out is a new convolution, to be freed, with copies of weight and bias.
char *siamface_convolution(void **out, void *weight, void *bias, int64_t stride, int64_t padding, int64_t groups, int rectified) {
  return guard([&] {
    const auto &w = *static_cast<at::Tensor *>(weight);
    const auto prepare = [&] {
      if (!blocks(w))
        return w.contiguous(at::MemoryFormat::ChannelsLast);
      return at::mkldnn_reorder_conv2d_weight(w.contiguous().to_mkldnn(), {padding, padding}, {stride, stride}, {1, 1}, groups);
    };
    *out = new Convolution{prepare(), *static_cast<at::Tensor *>(bias), stride, padding, groups, rectified != 0};
  });
}

// *out is a new tensor.
char *siamface_convolve(void **out, void *convolution, void *x) {
  return guard([&] {
    *out = new at::Tensor(convolve(*static_cast<const Convolution *>(convolution), *static_cast<at::Tensor *>(x), nullptr));
  });
}

// *out is a new tensor: x through the convolutions one after another, the last of them summed with x, through project where that isn't
// null.
char *siamface_residual(void **out, void *x, void *project, void **convolutions, int count) {
  return guard([&] {
    const auto at = [](void *c) -> const Convolution & { return *static_cast<const Convolution *>(c); };
    auto &input = *static_cast<at::Tensor *>(x);
    at::Tensor projected = project ? convolve(at(project), input, nullptr) : at::Tensor();
    at::Tensor y = input;
    for (int i = 0; i + 1 < count; i++)
      y = convolve(at(convolutions[i]), y, nullptr);
    *out = new at::Tensor(convolve(at(convolutions[count - 1]), y, project ? &projected : &input));
  });
}

void siamface_convolution_free(void *convolution) { delete static_cast<Convolution *>(convolution); }

// *out is x in oneDNN's own layout, or x where oneDNN doesn't convolve it.
char *siamface_block(void **out, void *x) {
  return guard([&] {
    const auto &t = *static_cast<at::Tensor *>(x);
    *out = new at::Tensor(blocks(t) ? t.contiguous().to_mkldnn() : t);
  });
}

// *out is x in row-major order.
char *siamface_unblock(void **out, void *x) {
  return guard([&] {
    const auto &t = *static_cast<at::Tensor *>(x);
    *out = new at::Tensor(t.is_mkldnn() ? t.to_dense() : t.contiguous());
  });
}
}
