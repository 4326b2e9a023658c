package widgets

import (
	"math"
	"strconv"
)

// niceTicks gives about n round numbers, 1, 2 or 5 times a power of ten apart, that lie in lo…hi, and the decimals to
// write them with. No step is smaller than least.
func niceTicks(lo, hi float64, n int, least float64) (ticks []float64, decimals int) {
	if !(hi > lo) || n < 1 {
		return []float64{lo}, 0
	}
	raw := (hi - lo) / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw*0.999 {
			step = m * power
			break
		}
	}
	step = max(step, least)
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+step*1e-9; k++ {
		ticks = append(ticks, k*step+0) // + 0 turns a negative zero round
	}
	return ticks, max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
}

func writeTick(v float64, decimals int) string {
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
