package train

import "siamface/model/language"

// Sentences are the warnings about a training, and what the candidates of a search are called.
var Sentences = []language.Text{
	{English: Collapsed, Chinese: "网络已坍缩：所有照片几乎落在同一点，验证集的结果也随之变差。已保留之前最好的权重；请换一个随机种子或降低学习率。"},
	{English: Diverged, Chinese: "训练发散：损失已不是有效数值。已保留之前最好的权重；请换一个随机种子或降低学习率。"},
	{English: AtChance, Chinese: "对验证集的区分与随机猜测无异。增加人数、每人照片数或换一个方案可能有帮助。"},
	{English: OverFitting, Chinese: "网络在死记训练集的人：其损失下降，而验证集的损失上升。已保留之前最好的权重；减少轮数、提前停止、数据增强或权重衰减可能有帮助。"},
	{English: HalvedBatch, Chinese: "显存不足：现在每步只使用一半的照片，结果与完整批次不同。"},
	{English: LeftGPU, Chinese: "显存不足：训练改在处理器上继续，耗时更长。"},
	{English: DeadUnits, Chinese: "验证集的区分变差，且嵌入向量的大部分分量已失效：对所有照片均为零。已保留之前最好的权重；请降低学习率或换一种初始化。"},
	{English: Standstill, Chinese: "验证集的区分并不比开始时好，训练损失也没有下降。请提高学习率或换一种损失；仅增加轮数无济于事。"},
	{English: "as it is", Chinese: "保持现有设置"},
	{English: StartWhitened, Chinese: "白化（闭式）"},
}
