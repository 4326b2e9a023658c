// ReLU and the maximum over 2×2 windows behind it in one pass, and their gradient in another.
#include "processors.h"
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cstring>
#include <torch/csrc/autograd/custom_function.h>

namespace {

constexpr auto layout = at::MemoryFormat::ChannelsLast;

constexpr int32_t nobody = 4; // of a window's four numbers is above zero

// The maxima of n windows, from their numbers' places, and which number each is, the first of equal ones: its gradient is that one's. A
// NaN is greater than any number, as in libtorch. The places are as wide as the numbers, or a compiler doesn't vectorise.
EACH_PROCESSOR void pool(int64_t n, const float *__restrict a, const float *__restrict b, const float *__restrict c,
                         const float *__restrict d, float *__restrict out, int32_t *__restrict which) {
  for (int64_t i = 0; i < n; i++) {
    float most = a[i];
    int32_t at = 0;
    bool greater = (b[i] > most) | (b[i] != b[i]);
    most = greater ? b[i] : most, at = greater ? 1 : at;
    greater = (c[i] > most) | (c[i] != c[i]);
    most = greater ? c[i] : most, at = greater ? 2 : at;
    greater = (d[i] > most) | (d[i] != d[i]);
    most = greater ? d[i] : most, at = greater ? 3 : at;
    which[i] = most <= 0 ? nobody : at;
    out[i] = most <= 0 ? 0.0f : most;
  }
}

// The gradients of n maxima to the places that they came from.
EACH_PROCESSOR void spread(int64_t n, const float *__restrict dy, const int32_t *__restrict which, float *__restrict a,
                           float *__restrict b, float *__restrict c, float *__restrict d) {
  for (int64_t i = 0; i < n; i++) {
    a[i] = which[i] == 0 ? dy[i] : 0.0f;
    b[i] = which[i] == 1 ? dy[i] : 0.0f;
    c[i] = which[i] == 2 ? dy[i] : 0.0f;
    d[i] = which[i] == 3 ? dy[i] : 0.0f;
  }
}

// Calls windows(of, big, small) for each place of the small plane, in parallel: of so many channels the windows' numbers begin at big and
// at big + of, and a row of 2·w places below, and their maxima at small.
template <typename F> void each_place(const at::Tensor &small, F windows) {
  const int64_t of = small.size(1), h = small.size(2), w = small.size(3);
  at::parallel_for(0, small.size(0) * h, std::max<int64_t>(1, (1 << 13) / (w * of)), [&](int64_t from, int64_t to) {
    for (int64_t row = from; row < to; row++)
      for (int64_t place = 0; place < w; place++)
        windows(of, (4 * row * w + 2 * place) * of, (row * w + place) * of);
  });
}

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Pool : torch::autograd::Function<Pool> {
  static at::Tensor forward(AutogradContext *ctx, const at::Tensor &given) {
    const at::Tensor x = given.contiguous(layout);
    const at::Tensor y = at::empty({x.size(0), x.size(1), x.size(2) / 2, x.size(3) / 2}, x.options().memory_format(layout));
    const at::Tensor which = at::empty(y.sizes(), y.options().dtype(at::kInt).memory_format(layout));
    const int64_t below = x.size(3) * x.size(1);
    const float *in = x.data_ptr<float>();
    float *out = y.data_ptr<float>();
    int32_t *at = which.data_ptr<int32_t>();
    each_place(y, [&](int64_t of, int64_t big, int64_t small) {
      const float *first = in + big;
      pool(of, first, first + of, first + below, first + below + of, out + small, at + small);
    });
    ctx->save_for_backward({which});
    return y;
  }

  static variable_list backward(AutogradContext *ctx, variable_list gradients) {
    const at::Tensor which = ctx->get_saved_variables()[0], dy = gradients[0].contiguous(layout);
    const at::Tensor dx = at::empty({dy.size(0), dy.size(1), 2 * dy.size(2), 2 * dy.size(3)}, dy.options().memory_format(layout));
    const int64_t below = dx.size(3) * dx.size(1);
    const float *from = dy.data_ptr<float>();
    const int32_t *at = which.data_ptr<int32_t>();
    float *to = dx.data_ptr<float>();
    each_place(dy, [&](int64_t of, int64_t big, int64_t small) {
      float *first = to + big;
      spread(of, from + small, at + small, first, first + of, first + below, first + below + of);
    });
    return {dx};
  }
};

} // namespace

extern "C" {

// *out is a new tensor. Returns null, or an error that the caller frees.
char *siamface_relu_pool(void **out, void *x) {
  try {
    const auto &in = *static_cast<at::Tensor *>(x);
    const bool here = in.device().is_cpu() && in.scalar_type() == at::kFloat && in.dim() == 4 && in.numel() > 0 && in.size(2) % 2 == 0 &&
                      in.size(3) % 2 == 0;
    *out = new at::Tensor(here ? Pool::apply(in) : at::max_pool2d(in, {2, 2}).relu());
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}
}
