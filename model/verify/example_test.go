package verify_test

import (
	"fmt"

	"siamface/model/tower"
	"siamface/model/verify"
)

// What distances say to a model that was calibrated so.
func Example() {
	calibrated := tower.Judgement{Threshold: 0.6, Sure: 0.45}
	for _, d := range []float64{0.3, 0.5, 0.9} {
		fmt.Println(d, verify.JudgeDistance(calibrated, d).Verdict)
	}
	// Output:
	// 0.3 same
	// 0.5 unsure
	// 0.9 different
}
