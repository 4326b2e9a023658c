package loss_test

import (
	"fmt"
	"strings"

	"siamface/model/loss"
)

// Empty settings are the published contrastive loss; a wrong one says what there is.
func ExampleSettings() {
	filled := loss.Settings{}.Filled()
	fmt.Println(filled.Name, filled.Distance, filled.Margin)
	fmt.Println(loss.Settings{Name: loss.ArcFace}.Angular())
	reason, _, _ := strings.Cut(loss.Settings{Name: "softmax"}.Check().Error(), ", ")
	fmt.Println(reason)
	// Output:
	// contrastive euclidean 1
	// true
	// there is no loss "softmax"; choose one of contrastive
}
