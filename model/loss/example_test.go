package loss_test

import (
	"fmt"

	"siamface/model/loss"
)

// Empty settings are the published contrastive loss; a wrong one says what there is.
func ExampleSettings() {
	filled := loss.Settings{}.Filled()
	fmt.Println(filled.Name, filled.Distance, filled.Margin)
	fmt.Println(loss.Settings{Name: loss.ArcFace}.Angular())
	fmt.Println(loss.Settings{Name: "softmax"}.Check())
	// Output:
	// contrastive euclidean 1
	// true
	// there is no loss "softmax"; choose one of contrastive, triplet-batch-hard, triplet-soft-margin, triplet-semi-hard, multi-similarity, arcface, cosface
}
