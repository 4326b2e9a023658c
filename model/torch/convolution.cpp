// Frozen convolutions with what follows them in one pass: on the CPU by oneDNN, on weights in its own layout, elsewhere by
// libtorch's plain operations.
#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <cstring>
#include <string>

namespace {

// The operators are those that PyTorch's own compiler calls for frozen networks.
using Pointwise = at::Tensor(const at::Tensor &, const at::Tensor &, const c10::optional<at::Tensor> &, at::IntArrayRef,
                             at::IntArrayRef, at::IntArrayRef, int64_t, c10::string_view,
                             c10::List<c10::optional<at::Scalar>>, c10::optional<c10::string_view>);
using PointwiseAdd = at::Tensor(const at::Tensor &, const at::Tensor &, const at::Tensor &,
                                const c10::optional<at::Tensor> &, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef,
                                int64_t, c10::string_view, c10::optional<at::Scalar>,
                                c10::optional<c10::string_view>, c10::List<c10::optional<at::Scalar>>,
                                c10::optional<c10::string_view>);

bool fused() {
  static const bool has = at::hasMKLDNN() && c10::Dispatcher::singleton().findSchema({"mkldnn::_convolution_pointwise", ""}) &&
                          c10::Dispatcher::singleton().findSchema({"mkldnn::_convolution_pointwise", "binary"});
  return has;
}

enum Activation { none = 0, relu = 1, leaky = 2 };

at::Tensor activate(const at::Tensor &x, int activation, double slope) {
  switch (activation) {
  case relu:
    return at::relu(x);
  case leaky:
    return at::leaky_relu(x, slope);
  }
  return x;
}

c10::List<c10::optional<at::Scalar>> scalars(int activation, double slope) {
  c10::List<c10::optional<at::Scalar>> list;
  if (activation == leaky)
    list.push_back(c10::optional<at::Scalar>(at::Scalar(slope)));
  return list;
}

const char *const names[] = {"none", "relu", "leaky_relu"};

at::Tensor convolve(const at::Tensor &x, const at::Tensor &other, const at::Tensor &w, const at::Tensor &b,
                    int64_t stride, int64_t padding, int64_t groups, int activation, double slope) {
  const int64_t strides[] = {stride, stride}, paddings[] = {padding, padding}, dilations[] = {1, 1};
  if (!w.is_mkldnn()) {
    auto y = at::conv2d(x, w, b, strides, paddings, dilations, groups);
    return activate(other.defined() ? y.add(other) : y, activation, slope);
  }
  if (!other.defined()) {
    static const auto op =
        c10::Dispatcher::singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "").typed<Pointwise>();
    return op.call(x, w, b, paddings, strides, dilations, groups, names[activation], scalars(activation, slope), "");
  }
  static const auto op =
      c10::Dispatcher::singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "binary").typed<PointwiseAdd>();
  c10::optional<c10::string_view> unary;
  if (activation == relu) // the one that oneDNN takes behind a sum
    unary = names[relu];
  const auto y = op.call(x, other, w, b, paddings, strides, dilations, groups, "add", at::Scalar(1), unary, scalars(relu, 0), c10::nullopt);
  return activation == relu ? y : activate(y, activation, slope);
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

// Both return null, or an error that the caller frees. *out is a new tensor.
char *siamface_prepare(void **out, void *weight, int64_t stride, int64_t padding, int64_t groups) {
  return guard([&] {
    const auto &w = *static_cast<at::Tensor *>(weight);
    if (!w.device().is_cpu() || !fused()) {
      *out = new at::Tensor(w.contiguous(at::MemoryFormat::ChannelsLast));
      return;
    }
    *out = new at::Tensor(at::mkldnn_reorder_conv2d_weight(w.contiguous().to_mkldnn(), {padding, padding},
                                                           {stride, stride}, {1, 1}, groups));
  });
}

char *siamface_convolve(void **out, void *x, void *other, void *weight, void *bias, int64_t stride, int64_t padding,
                        int64_t groups, int activation, double slope) {
  return guard([&] {
    *out = new at::Tensor(convolve(*static_cast<at::Tensor *>(x), other ? *static_cast<at::Tensor *>(other) : at::Tensor(),
                                   *static_cast<at::Tensor *>(weight), *static_cast<at::Tensor *>(bias), stride, padding,
                                   groups, activation, slope));
  });
}
}
