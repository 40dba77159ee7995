#include <algorithm>
#include <set>

#include "model/gltf_import.h"

namespace compere::model {
namespace {

constexpr std::size_t kMaxColliders = 4096, kMaxSprings = 4096, kMaxChain = 1024;

Collider read_collider(GltfImport& in, const Json& entry) {
    Collider collider;
    collider.node = in.node(member(entry, "node"));
    const Json& shape = member(entry, "shape");
    const bool is_capsule = member(shape, "capsule").is_object();
    const Json& form = member(shape, is_capsule ? "capsule" : "sphere");
    collider.offset = vec3(member(form, "offset"), glm::vec3{0.0f});
    collider.tail = is_capsule ? vec3(member(form, "tail"), collider.offset) : collider.offset;
    collider.radius_m = std::max(0.0f, number(member(form, "radius"), 0.0f));
    return collider;
}

SpringJoint read_joint(GltfImport& in, const Json& entry) {
    SpringJoint joint;
    joint.node = in.node(member(entry, "node"));
    joint.hit_radius_m = std::max(0.0f, number(member(entry, "hitRadius"), 0.0f));
    joint.stiffness = number(member(entry, "stiffness"), 1.0f);
    joint.gravity_power = number(member(entry, "gravityPower"), 0.0f);
    joint.gravity_direction = vec3(member(entry, "gravityDir"), {0.0f, -1.0f, 0.0f});
    joint.drag = std::clamp(number(member(entry, "dragForce"), 0.5f), 0.0f, 1.0f);
    return joint;
}

glm::vec3 unity_vector(const Json& entry, glm::vec3 fallback) {
    return {number(member(entry, "x"), fallback.x), number(member(entry, "y"), fallback.y),
            number(member(entry, "z"), fallback.z)};
}

// VRM 0 hangs springs on root bones: each path of first children below one becomes a chain.
void add_chains(GltfImport& in, const std::vector<std::vector<int>>& children, int root, const Json& group,
                const std::vector<int>& colliders) {
    SpringJoint joint;
    joint.hit_radius_m = std::max(0.0f, number(member(group, "hitRadius"), 0.02f));
    joint.stiffness = number(member(group, "stiffiness"), 1.0f);  // the standard's own spelling
    joint.gravity_power = number(member(group, "gravityPower"), 0.0f);
    joint.gravity_direction = unity_vector(member(group, "gravityDir"), {0.0f, -1.0f, 0.0f});
    joint.drag = std::clamp(number(member(group, "dragForce"), 0.4f), 0.0f, 1.0f);
    std::vector<int> open{root};
    while (!open.empty() && in.model.springs.size() < kMaxSprings) {
        Spring spring;
        spring.name = text(member(group, "comment"));
        spring.centre = in.node(member(group, "center"));
        spring.colliders = colliders;
        int node = open.back();
        open.pop_back();
        while (node >= 0 && spring.joints.size() < kMaxChain) {
            joint.node = node;
            spring.joints.push_back(joint);
            const auto& below = children[static_cast<std::size_t>(node)];
            node = below.empty() ? -1 : below.front();
            for (std::size_t i = 1; i < below.size() && open.size() < kMaxSprings; ++i)
                open.push_back(below[i]);
        }
        in.model.springs.push_back(std::move(spring));
    }
}

std::optional<Constraint> read_constraint(GltfImport& in, const Json& entry) {
    Constraint out;
    const Json& roll = member(entry, "roll");
    const Json& aim = member(entry, "aim");
    const Json& body = roll.is_object() ? roll : aim.is_object() ? aim : member(entry, "rotation");
    if (!body.is_object()) return std::nullopt;
    out.kind = roll.is_object()  ? Constraint::Kind::Roll
               : aim.is_object() ? Constraint::Kind::Aim
                                 : Constraint::Kind::Rotation;
    out.source = in.node(member(body, "source"));
    out.weight = std::clamp(number(member(body, "weight"), 1.0f), 0.0f, 1.0f);
    const std::string axis =
        text(member(body, roll.is_object() ? "rollAxis" : "aimAxis"), roll.is_object() ? "X" : "PositiveX");
    const int component = axis.ends_with("Y") ? 1 : axis.ends_with("Z") ? 2 : 0;
    out.axis = glm::vec3{0.0f};
    out.axis[component] = axis.starts_with("Negative") ? -1.0f : 1.0f;
    return out;
}

// A constraint comes after those that move its source, its parent (for aim) or one of their ancestors. A circle keeps
// file order.
void sort_constraints(Model& model) {
    std::vector<Constraint> sorted;
    std::vector<int> state(model.constraints.size(), 0);  // 0 new, 1 open, 2 done
    std::vector<std::vector<int>> at(model.nodes.size());
    for (std::size_t i = 0; i < model.constraints.size(); ++i)
        at[static_cast<std::size_t>(model.constraints[i].node)].push_back(static_cast<int>(i));
    const auto needs = [&](const Constraint& c) {
        std::vector<int> out;
        std::vector<int> starts{c.source};
        if (c.kind == Constraint::Kind::Aim) starts.push_back(model.nodes[static_cast<std::size_t>(c.node)].parent);
        for (int node : starts) {
            for (; node >= 0; node = model.nodes[static_cast<std::size_t>(node)].parent) {
                out.insert(out.end(), at[static_cast<std::size_t>(node)].begin(),
                           at[static_cast<std::size_t>(node)].end());
            }
        }
        return out;
    };
    for (std::size_t start = 0; start < model.constraints.size(); ++start) {
        std::vector<int> stack{static_cast<int>(start)};
        while (!stack.empty()) {
            const auto c = static_cast<std::size_t>(stack.back());
            if (state[c] == 0) {
                state[c] = 1;
                for (const int other : needs(model.constraints[c])) {
                    if (state[static_cast<std::size_t>(other)] == 0) stack.push_back(other);
                }
                continue;
            }
            stack.pop_back();
            if (state[c] == 1) sorted.push_back(model.constraints[c]);
            state[c] = 2;
        }
    }
    model.constraints = std::move(sorted);
}

}  // namespace

void read_springs1(GltfImport& in, const Json& extension) {
    for (const Json& entry : items(extension, "colliders")) {
        if (in.model.colliders.size() < kMaxColliders) in.model.colliders.push_back(read_collider(in, entry));
    }
    const Json& groups = items(extension, "colliderGroups");
    for (const Json& entry : items(extension, "springs")) {
        if (in.model.springs.size() >= kMaxSprings) break;
        Spring spring;
        spring.name = name_of(entry);
        spring.centre = in.node(member(entry, "center"));
        for (const Json& part : items(entry, "joints")) {
            const SpringJoint joint = read_joint(in, part);
            if (joint.node >= 0 && spring.joints.size() < kMaxChain) spring.joints.push_back(joint);
        }
        for (const Json& group : items(entry, "colliderGroups")) {
            const int g = index(group, groups.size());
            if (g < 0) continue;
            for (const Json& collider : items(groups[static_cast<std::size_t>(g)], "colliders")) {
                const int c = index(collider, in.model.colliders.size());
                if (c >= 0 && in.model.colliders[static_cast<std::size_t>(c)].node >= 0 &&
                    spring.colliders.size() < kMaxColliders)
                    spring.colliders.push_back(c);
            }
        }
        if (!spring.joints.empty()) in.model.springs.push_back(std::move(spring));
    }
}

void read_springs0(GltfImport& in, const Json& secondary) {
    std::vector<std::vector<int>> groups;
    for (const Json& group : items(secondary, "colliderGroups")) {
        auto& members = groups.emplace_back();
        for (const Json& entry : items(group, "colliders")) {
            if (in.model.colliders.size() >= kMaxColliders) break;
            Collider collider;
            collider.node = in.node(member(group, "node"));
            const glm::vec3 offset = unity_vector(member(entry, "offset"), glm::vec3{0.0f});
            collider.offset = collider.tail = {offset.x, offset.y, -offset.z};  // Unity's z points the other way
            collider.radius_m = std::max(0.0f, number(member(entry, "radius"), 0.0f));
            if (collider.node < 0) continue;
            members.push_back(static_cast<int>(in.model.colliders.size()));
            in.model.colliders.push_back(collider);
        }
    }
    std::vector<std::vector<int>> children(in.model.nodes.size());
    for (std::size_t n = 0; n < in.model.nodes.size(); ++n) {
        if (in.model.nodes[n].parent >= 0)
            children[static_cast<std::size_t>(in.model.nodes[n].parent)].push_back(static_cast<int>(n));
    }
    for (const Json& group : items(secondary, "boneGroups")) {
        std::vector<int> colliders;
        for (const Json& entry : items(group, "colliderGroups")) {
            const int g = index(entry, groups.size());
            if (g >= 0 && colliders.size() < kMaxColliders)
                colliders.insert(colliders.end(), groups[static_cast<std::size_t>(g)].begin(),
                                 groups[static_cast<std::size_t>(g)].end());
        }
        for (const Json& root : items(group, "bones")) {
            const int node = in.node(root);
            if (node >= 0) add_chains(in, children, node, group, colliders);
        }
    }
}

void read_constraints(GltfImport& in) {
    const Json& nodes = in.document.list("nodes");
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const Json& extension = member(member(nodes[n], "extensions"), "VRMC_node_constraint");
        auto constraint = read_constraint(in, member(extension, "constraint"));
        if (!constraint) continue;
        constraint->node = in.node_of[n];
        if (constraint->source < 0 || constraint->source == constraint->node) {
            in.document.warn(fmt::format("the constraint of node {} has no source", n));
        } else if (in.model.constraints.size() < 4096) {
            in.model.constraints.push_back(*constraint);
        }
    }
    sort_constraints(in.model);
}

}  // namespace compere::model
