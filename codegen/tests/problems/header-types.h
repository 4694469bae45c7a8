namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        struct State {
            bool on;
            State* next;
        };
        struct Group : public Missing {
            Group2 inner;
        };

        // @brief Sets the state
        virtual Core::hresult Set(const State& state, const strng& name) = 0;

        // @brief Sets all
        virtual Core::hresult All(const Group& group) = 0;

        // @brief Sets the color
        virtual Core::hresult Paint(const string& color, const string& Color) = 0;
        virtual Core::hresult Paint(const string& name, const bool on, const uint8_t colors[N]) = 0;
    };

} // namespace Exchange
} // namespace Thunder
