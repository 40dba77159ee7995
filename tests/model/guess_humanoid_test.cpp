#include "model/guess_humanoid.h"

#include <gtest/gtest.h>

namespace compere::model {
namespace {

// Every name hangs on the first.
Model rig(const std::vector<std::string>& names) {
    Model model;
    for (std::size_t i = 0; i < names.size(); ++i) {
        Node node;
        node.name = names[i];
        node.parent = i == 0 ? -1 : 0;
        model.nodes.push_back(node);
    }
    return model;
}

std::string found(const Model& model, const std::string& bone) {
    const auto bones = guess_humanoid(model);
    const auto at = bones.find(bone);
    return at == bones.end() ? "" : model.nodes[static_cast<std::size_t>(at->second)].name;
}

TEST(GuessHumanoid, Mixamo) {
    const Model model =
        rig({"mixamorig:Hips", "mixamorig:Spine", "mixamorig:Spine1", "mixamorig:Spine2", "mixamorig:Head",
             "mixamorig:LeftArm", "mixamorig:LeftForeArm", "mixamorig:RightArm", "mixamorig:LeftUpLeg",
             "mixamorig:LeftLeg", "mixamorig:RightUpLeg", "mixamorig:LeftHandIndex1", "mixamorig:LeftHandThumb1"});
    EXPECT_EQ(found(model, "leftUpperArm"), "mixamorig:LeftArm");
    EXPECT_EQ(found(model, "leftLowerArm"), "mixamorig:LeftForeArm");
    EXPECT_EQ(found(model, "leftLowerLeg"), "mixamorig:LeftLeg");
    EXPECT_EQ(found(model, "upperChest"), "mixamorig:Spine2");
    EXPECT_EQ(found(model, "leftIndexProximal"), "mixamorig:LeftHandIndex1");
    EXPECT_EQ(found(model, "leftThumbMetacarpal"), "mixamorig:LeftHandThumb1");
}

TEST(GuessHumanoid, Biped) {
    const Model model =
        rig({"Bip01 Pelvis", "Bip01 Head", "Bip01 L UpperArm", "Bip01 R UpperArm", "Bip01 L Forearm", "Bip01 L Thigh",
             "Bip01 R Thigh", "Bip01 L Calf", "Bip01 L Finger1", "Bip01 L Finger12", "Bip01 MJaw", "Bip01 LEye"});
    EXPECT_EQ(found(model, "hips"), "Bip01 Pelvis");
    EXPECT_EQ(found(model, "leftUpperArm"), "Bip01 L UpperArm");
    EXPECT_EQ(found(model, "rightUpperArm"), "Bip01 R UpperArm");
    EXPECT_EQ(found(model, "leftLowerLeg"), "Bip01 L Calf");
    EXPECT_EQ(found(model, "leftIndexProximal"), "Bip01 L Finger1");
    EXPECT_EQ(found(model, "leftIndexDistal"), "Bip01 L Finger12");
    EXPECT_EQ(found(model, "jaw"), "Bip01 MJaw");
}

TEST(GuessHumanoid, SuffixesOfBlenderAndKits) {
    const Model model = rig({"hips", "spine", "chest", "head", "upperarm.l", "lowerarm.l", "upperarm.r", "upperleg.l",
                             "upperleg.r", "lowerleg.l", "hand.l"});
    EXPECT_EQ(found(model, "leftUpperArm"), "upperarm.l");
    EXPECT_EQ(found(model, "rightUpperLeg"), "upperleg.r");
}

TEST(GuessHumanoid, AMeshCalledHeadIsNoHead) {
    Model model = rig({"hips", "head", "upper_arm.L", "upper_arm.R", "thigh.L", "thigh.R"});
    Node mesh;
    mesh.name = "head";
    model.nodes.insert(model.nodes.begin(), mesh);
    for (std::size_t i = 2; i < model.nodes.size(); ++i)
        model.nodes[i].parent = 1;
    EXPECT_EQ(guess_humanoid(model).at("head"), 2);
}

TEST(GuessHumanoid, NothingForThingsWithoutABody) {
    EXPECT_TRUE(guess_humanoid(rig({"lamp", "head", "arm"})).empty());
    EXPECT_TRUE(guess_humanoid(Model{}).empty());
}

}  // namespace
}  // namespace compere::model
