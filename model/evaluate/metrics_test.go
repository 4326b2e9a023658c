package evaluate_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"siamface/model/evaluate"
)

func TestMetricsAsJSON(t *testing.T) {
	const nothing = `"fmr_fnmr":{"0.001":null,"0.01":null,"0.1":null},"d_prime":null,"best_accuracy":null,"best_threshold":null,"interval":null}`
	pair := []float64{0.25}
	cases := []struct {
		name              string
		genuine, impostor []float64
		threshold         float64
		want              string
	}{
		{"no pairs", nil, nil, math.NaN(), `{"genuine":0,"impostor":0,"auc":null,"eer":null,"accuracy":null,` +
			`"threshold":null,"accuracy_at_half":null,"tar":{"0.001":null,"0.01":null},` + nothing},
		{"one class", pair, nil, 0.5, `{"genuine":1,"impostor":0,"auc":null,"eer":null,"accuracy":null,` +
			`"threshold":0.5,"accuracy_at_half":null,"tar":{"0.001":null,"0.01":null},` + nothing},
		{"infinite threshold", pair, []float64{1}, math.Inf(1), `{"genuine":1,"impostor":1,"auc":1,"eer":0,"accuracy":null,` +
			`"threshold":null,"accuracy_at_half":1,"tar":{"0.001":null,"0.01":null},` +
			`"fmr_fnmr":{"0.001":null,"0.01":null,"0.1":null},"d_prime":null,"best_accuracy":1,"best_threshold":0.625,"interval":null}`},
		{"enough for 1 %", pair, slices.Repeat([]float64{1}, 300), 0.2, `{"genuine":1,"impostor":300,"auc":1,"eer":0,"accuracy":0.5,` +
			`"threshold":0.2,"accuracy_at_half":1,"tar":{"0.001":null,"0.01":1},` +
			`"fmr_fnmr":{"0.001":null,"0.01":0,"0.1":0},"d_prime":null,"best_accuracy":1,"best_threshold":0.625,"interval":null}`},
	}
	for _, c := range cases {
		got, err := json.Marshal(evaluate.Measure(scoresOf(t, c.genuine, c.impostor), c.threshold))
		if err != nil || string(got) != c.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}
