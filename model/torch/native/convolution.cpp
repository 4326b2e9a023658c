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
using PointwiseInto = at::Tensor &(at::Tensor &, const at::Tensor &, const at::Tensor &, const c10::optional<at::Tensor> &,
                                   at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, int64_t, c10::string_view,
                                   c10::optional<at::Scalar>, c10::optional<c10::string_view>,
                                   c10::List<c10::optional<at::Scalar>>, c10::optional<c10::string_view>);

bool fused() {
  auto &all = c10::Dispatcher::singleton();
  static const bool has = at::hasMKLDNN() && all.findSchema({"mkldnn::_convolution_pointwise", ""}) &&
                          all.findSchema({"mkldnn::_convolution_pointwise", "binary"}) &&
                          all.findSchema({"mkldnn::_convolution_pointwise_", "binary"});
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

struct Convolution {
  at::Tensor weight, bias; // the weight in oneDNN's own layout where it convolves
  int64_t stride, padding, groups;
  int activation;
  double slope;
};

// Whether the sum with the convolution of x may overwrite other: nobody else can see its numbers, and they lie as oneDNN's do.
bool may_overwrite(const Convolution &c, const at::Tensor &x, const at::Tensor &other) {
  const auto length = [&](int dim) { return (x.size(dim) + 2 * c.padding - c.weight.size(dim)) / c.stride + 1; };
  const int64_t sizes[] = {x.size(0), c.weight.size(0), length(2), length(3)};
  return other.use_count() == 1 && other.storage().use_count() == 1 && other.is_contiguous(at::MemoryFormat::ChannelsLast) &&
         other.sizes() == at::IntArrayRef(sizes);
}

// Convolves what lies in oneDNN's own layout: its fastest kernels take nothing else, and give the same.
at::Tensor convolve_blocked(const Convolution &c, const at::Tensor &x, const at::Tensor *other) {
  TORCH_CHECK(c.activation != leaky, "a leaky ReLU can't follow a convolution of a blocked tensor");
  auto y = at::mkldnn_convolution(x, c.weight, c.bias, {c.padding, c.padding}, {c.stride, c.stride}, {1, 1}, c.groups);
  if (other)
    y.add_(*other);
  return c.activation == relu ? y.relu_() : y;
}

// other may be null.
at::Tensor convolve(const Convolution &c, const at::Tensor &x, at::Tensor *other) {
  if (x.is_mkldnn())
    return convolve_blocked(c, x, other);
  const int64_t strides[] = {c.stride, c.stride}, paddings[] = {c.padding, c.padding}, dilations[] = {1, 1};
  if (!c.weight.is_mkldnn()) {
    auto y = at::conv2d(x, c.weight, c.bias, strides, paddings, dilations, c.groups);
    return activate(other ? y.add(*other) : y, c.activation, c.slope);
  }
  if (!other) {
    static const auto op =
        c10::Dispatcher::singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "").typed<Pointwise>();
    return op.call(x, c.weight, c.bias, paddings, strides, dilations, c.groups, names[c.activation],
                   scalars(c.activation, c.slope), "");
  }
  c10::optional<c10::string_view> unary;
  if (c.activation == relu) // the one that oneDNN takes behind a sum
    unary = names[relu];
  const auto rest = [&](const at::Tensor &y) { return c.activation == relu ? y : activate(y, c.activation, c.slope); };
  if (may_overwrite(c, x, *other)) {
    static const auto into =
        c10::Dispatcher::singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise_", "binary").typed<PointwiseInto>();
    return rest(into.call(*other, x, c.weight, c.bias, paddings, strides, dilations, c.groups, "add", at::Scalar(1), unary,
                          scalars(relu, 0), c10::nullopt));
  }
  static const auto op =
      c10::Dispatcher::singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "binary").typed<PointwiseAdd>();
  return rest(op.call(x, *other, c.weight, c.bias, paddings, strides, dilations, c.groups, "add", at::Scalar(1), unary,
                      scalars(relu, 0), c10::nullopt));
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
char *siamface_convolution(void **out, void *weight, void *bias, int64_t stride, int64_t padding, int64_t groups, int activation,
                           double slope) {
  return guard([&] {
    const auto &w = *static_cast<at::Tensor *>(weight);
    const auto prepare = [&] {
      if (!w.device().is_cpu() || !fused())
        return w.contiguous(at::MemoryFormat::ChannelsLast);
      return at::mkldnn_reorder_conv2d_weight(w.contiguous().to_mkldnn(), {padding, padding}, {stride, stride}, {1, 1}, groups);
    };
    *out = new Convolution{prepare(), *static_cast<at::Tensor *>(bias), stride, padding, groups, activation, slope};
  });
}

// *out is a new tensor. Where nobody else has other, its memory may become that of *out: other is used up.
char *siamface_convolve(void **out, void *convolution, void *x, void *other) {
  return guard([&] {
    *out = new at::Tensor(convolve(*static_cast<const Convolution *>(convolution), *static_cast<at::Tensor *>(x),
                                   static_cast<at::Tensor *>(other)));
  });
}

// *out is a new tensor: x through the convolutions one after another, the last of them summed with x, through project where that isn't
// null. x is used up.
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
    *out = new at::Tensor(t.device().is_cpu() && fused() ? t.contiguous().to_mkldnn() : t);
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
